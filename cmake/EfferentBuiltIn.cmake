# efferent_built_in(<kind> LIBRARY <target> HEADER <header> NAMESPACE <namespace>) makes the texts of configs/<kind>/*.json
# part of a target: it writes a function `built_in_<kind>()`, declared in the header, that returns them by name. One more file
# in the folder needs no line anywhere.
function(efferent_built_in kind)
  cmake_parse_arguments(ARG "" "LIBRARY;HEADER;NAMESPACE" "" ${ARGN})
  file(GLOB paths CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/configs/${kind}/*.json)
  list(LENGTH paths count)
  set(entries "")
  foreach(path IN LISTS paths)
    get_filename_component(name ${path} NAME_WE)
    file(READ ${path} text)
    string(APPEND entries "        {\"${name}\", R\"json(${text})json\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  endforeach()
  set(source ${PROJECT_BINARY_DIR}/generated/configs/built_in_${kind}.cpp)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/built_in.cpp.in ${source} @ONLY)
  target_sources(${ARG_LIBRARY} PRIVATE ${source})
endfunction()

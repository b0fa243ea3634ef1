#!/usr/bin/env python3
"""scikit-learn's classifiers on the rows in a folder: prints user seconds and decisions as JSON.

usage: sklearn_classifiers.py FOLDER REPETITIONS

FOLDER holds train_rows.npy, train_labels.npy, test_rows.npy. The bench of the pipeline calls this.
"""
import json
import pathlib
import resource
import sys

import numpy
import sklearn
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

ENOUGH = 0.2  # seconds that a repetition lasts at least, as in the bench


def classifiers(columns):
    """The settings that the bench gives to ours."""
    return {
        "svm": SVC(C=10.0, kernel="rbf", gamma=1.0 / columns, tol=1e-3, cache_size=200),
        "lda": LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.05),
        "knn": KNeighborsClassifier(n_neighbors=5, algorithm="brute", n_jobs=1),
        "forest": RandomForestClassifier(n_estimators=200, max_depth=25, n_jobs=1, random_state=1),
    }


def user_seconds():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def seconds_of(work, repetitions):
    """User seconds of one call, for each repetition."""
    times = []
    for _ in range(repetitions):
        begin, spent, calls = user_seconds(), 0.0, 0
        while spent < ENOUGH:
            work()
            calls += 1
            spent = user_seconds() - begin
        times.append(spent / calls)
    return times


def main(folder, repetitions):
    folder = pathlib.Path(folder)
    train = numpy.load(folder / "train_rows.npy")
    labels = numpy.load(folder / "train_labels.npy").ravel().astype(int)
    test = numpy.load(folder / "test_rows.npy")
    found = {}
    for name, classifier in classifiers(train.shape[1]).items():
        print(f"pipeline: classifiers: {name} of scikit-learn", file=sys.stderr)
        found[name] = {
            "fit_s": seconds_of(lambda: classifier.fit(train, labels), repetitions),
            "predict_s": seconds_of(lambda: classifier.predict(test), repetitions),
            "decisions": classifier.predict(test).tolist(),
        }
    json.dump({"version": sklearn.__version__, "classifiers": found}, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]))

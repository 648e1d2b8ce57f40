"""Writes reference.hpp: what scikit-learn computes on the data of cases.hpp (run by hand).

    python tests/readout/make_reference.py > tests/readout/reference.hpp

Needs numpy and scikit-learn; reference.hpp says which version made it.
"""

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier, RidgeClassifierCV, RidgeCV
from sklearn.neighbors import KNeighborsClassifier

PENALTIES = (0.01, 0.1, 1.0, 10.0, 100.0)


def features(rows, first=0):
    """The formula of cases.hpp."""
    i = np.arange(first, first + rows)[:, None]
    j = np.arange(4)[None, :]
    return np.sin(0.7 * (j + 1) * i + j) * (j + 1) + 0.8 * (i % 3) * (j == 1) + 5.0 * (j == 2)


def labels(rows, first=0):
    return np.arange(first, first + rows) % 3


def array(name, values):
    flat = np.ravel(np.asarray(values, dtype=float))
    body = ", ".join(repr(float(v)) for v in flat)
    print(f"inline const std::vector<double> {name}{{{body}}};")


def ridge(x, y):
    targets = np.column_stack([x @ [1.0, -2.0, 0.5, 0.0] + np.cos(np.arange(len(x))), x[:, 0] ** 2])
    fit = Ridge(alpha=3.0).fit(x, targets)
    array("ridge_weights", fit.coef_.T)
    array("ridge_intercept", fit.intercept_)
    cv = RidgeCV(alphas=PENALTIES, store_cv_results=True).fit(x, targets)
    array("ridge_cv_penalty", [cv.alpha_])
    array("ridge_cv_errors", cv.cv_results_.mean(axis=(0, 1)))
    array("ridge_cv_weights", cv.coef_.T)
    classifier = RidgeClassifier(alpha=3.0).fit(x, y)
    array("ridge_class_scores", classifier.decision_function(features(9, 30)))
    cv = RidgeClassifierCV(alphas=PENALTIES, store_cv_results=True).fit(x, y)
    array("ridge_class_penalty", [cv.alpha_])
    array("ridge_class_errors", cv.cv_results_.mean(axis=(0, 1)))
    wide = Ridge(alpha=0.5).fit(x[:3], targets[:3])
    array("ridge_wide_weights", wide.coef_.T)


def logistic(x, y):
    options = {"tol": 1e-12, "max_iter": 100000}
    fit = LogisticRegression(C=2.0, **options).fit(x, y)
    array("logistic_weights", fit.coef_.T)
    array("logistic_probabilities", fit.predict_proba(features(9, 30)))
    two = LogisticRegression(C=2.0, **options).fit(x, y == 1)
    array("logistic_two_probabilities", two.predict_proba(features(9, 30)))


def neighbours(x, y):
    for metric in ("cosine", "euclidean"):
        fit = KNeighborsClassifier(7, metric=metric, algorithm="brute").fit(x, y)
        array(f"votes_{metric}", fit.predict_proba(features(9, 30)))
    fit = KNeighborsClassifier(
        7, metric="cosine", algorithm="brute", weights=lambda d: np.exp((1 - d) / 0.1)
    ).fit(x, y)
    array("votes_temperature", fit.predict_proba(features(9, 30)))


def main():
    print(f"// Written by make_reference.py with scikit-learn {sklearn.__version__}; matrices row by row.")
    print("#pragma once\n\n#include <vector>\n\nnamespace eigenviews::test::reference {\n\n// clang-format off")
    x, y = features(30), labels(30)
    ridge(x, y)
    logistic(x, y)
    neighbours(x, y)
    print("// clang-format on\n\n}  // namespace eigenviews::test::reference")


main()

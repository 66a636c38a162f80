// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"

#include <QTest>

#include <atomic>

using namespace cleave::kernels;

class ArrayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void arraysStartAtZero();
    void indicesAreRowMajor();
    void wrongShapesAreRefused();
    void everyItemIsVisitedOnce();
    void exceptionsOfChunksReachTheCaller();
};

void ArrayTest::arraysStartAtZero() {
    const Array<float, 2> array(1000, 3000);
    QVERIFY(std::all_of(array.begin(), array.end(), [](float value) { return value == 0; }));
    QCOMPARE(reinterpret_cast<std::uintptr_t>(array.data()) % 64, std::uintptr_t{0});
}

void ArrayTest::indicesAreRowMajor() {
    Array<int, 3> array(2, 3, 4);
    array(1, 2, 3) = 7;
    QCOMPARE(array.data()[23], 7);
    QCOMPARE(array.view().row(1)(2, 3), 7);
}

void ArrayTest::wrongShapesAreRefused() {
    const Array<float, 2> array(2, 3);
    QVERIFY_EXCEPTION_THROWN(requireShape(array.view(), {2, 4}, "array"), cleave::BrokenPromise);
    requireShape(array.view(), {-1, 3}, "array");
}

void ArrayTest::everyItemIsVisitedOnce() {
    std::vector<std::atomic<int>> visits(10007);
    forChunks(10007, 64, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin; i < end; ++i)
            ++visits[static_cast<std::size_t>(i)];
    });
    QVERIFY(
        std::all_of(visits.begin(), visits.end(), [](const auto& count) { return count == 1; }));
}

void ArrayTest::exceptionsOfChunksReachTheCaller() {
    QVERIFY_EXCEPTION_THROWN(forChunks(100,
                                       1,
                                       [](std::int64_t begin, std::int64_t, std::int64_t) {
                                           if (begin == 42)
                                               throw std::runtime_error("42");
                                       }),
                             std::runtime_error);
}

QTEST_GUILESS_MAIN(ArrayTest)
#include "array_test.moc"

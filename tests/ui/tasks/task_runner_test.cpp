// SPDX-License-Identifier: Apache-2.0
#include "ui/tasks/task_runner.h"

#include <QSignalSpy>
#include <QTest>

using namespace cleave;
using namespace cleave::ui;

class TaskRunnerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resultsArriveOnTheGuiThread();
    void jobsRunInOrder();
    void aCancelledJobAppliesNothing();
    void errorsBecomeOneLine();
    void waitingJobsCanBeCancelled();
};

void TaskRunnerTest::resultsArriveOnTheGuiThread() {
    TaskRunner runner;
    QThread* applied = nullptr;
    const int id = runner.start(QStringLiteral("count"), [&](Progress& progress) {
        progress.advance(0.5);
        return [&] { applied = QThread::currentThread(); };
    });
    QTRY_VERIFY(!runner.isBusy());
    QCOMPARE(applied, QThread::currentThread());
    QCOMPARE(runner.task(id)->state, TaskState::Finished);
}

void TaskRunnerTest::jobsRunInOrder() {
    TaskRunner runner;
    std::vector<int> order;
    for (int i = 0; i < 4; ++i)
        runner.start(QStringLiteral("job"),
                     [&order, i](Progress&) { return [&order, i] { order.push_back(i); }; });
    QTRY_VERIFY(!runner.isBusy());
    QCOMPARE(order, (std::vector<int>{0, 1, 2, 3}));
}

void TaskRunnerTest::aCancelledJobAppliesNothing() {
    TaskRunner runner;
    bool applied = false;
    std::atomic<bool> started = false;
    const int id = runner.start(QStringLiteral("endless"), [&](Progress& progress) {
        started = true;
        for (;;)
            progress.check();
        return [&] { applied = true; };
    });
    QTRY_VERIFY(started);
    runner.cancel(id);
    QTRY_VERIFY(!runner.isBusy());
    QCOMPARE(runner.task(id)->state, TaskState::Cancelled);
    QVERIFY(!applied);
}

void TaskRunnerTest::errorsBecomeOneLine() {
    TaskRunner runner;
    QSignalSpy failed(&runner, &TaskRunner::failed);
    runner.start(QStringLiteral("bad"), [](Progress&) -> TaskRunner::Finish {
        throw badFile(CLEAVE_TR("Test", "%1 is broken; export it again"), "cameras.bin");
    });
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][1].toString(), QStringLiteral("cameras.bin is broken; export it again"));
}

void TaskRunnerTest::waitingJobsCanBeCancelled() {
    TaskRunner runner;
    std::atomic<bool> go = false;
    bool ran = false;
    runner.start(QStringLiteral("first"), [&](Progress& progress) -> TaskRunner::Finish {
        while (!go)
            progress.check();
        return {};
    });
    const int second = runner.start(QStringLiteral("second"), [&](Progress&) -> TaskRunner::Finish {
        ran = true;
        return {};
    });
    runner.cancel(second);
    go = true;
    QTRY_VERIFY(!runner.isBusy());
    QVERIFY(!ran);
    QCOMPARE(runner.task(second)->state, TaskState::Cancelled);
}

QTEST_MAIN(TaskRunnerTest)
#include "task_runner_test.moc"

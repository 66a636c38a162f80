// SPDX-License-Identifier: Apache-2.0
// Runs jobs one after another on a thread of their own and tells the windows how far they are. A
// job gets immutable snapshots, returns a value, and never sees the document; the result is handed
// over on the GUI thread, where a command inserts it.
#pragma once

#include "core/base/error.h"
#include "core/base/progress.h"

#include <QObject>
#include <QString>

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace cleave::ui {

enum class TaskState { Waiting, Running, Finished, Failed, Cancelled };

/// What the Jobs dock shows of a task.
struct TaskStatus {
    int id = 0;
    QString title;
    TaskState state = TaskState::Waiting;
    double fraction = 0;
    QString phase;
    QString detail;
    double secondsLeft = -1; ///< negative: not known yet
    QString error;           ///< of a failed task
};

class TaskRunner : public QObject {
    Q_OBJECT

public:
    explicit TaskRunner(QObject* parent = nullptr);
    /// Cancels what runs and waits for it.
    ~TaskRunner() override;

    /// Queues a job. `work` runs on the job thread and returns what then runs on the GUI thread
    /// (may be empty). Returns the task's id.
    using Finish = std::function<void()>;
    using Work = std::function<Finish(Progress&)>;
    int start(const QString& title, Work work);

    void cancel(int id);
    void cancelAll();
    bool isBusy() const;

    const std::vector<TaskStatus>& tasks() const { return statuses_; } ///< newest last

    const TaskStatus* task(int id) const;
    void forgetFinished();

Q_SIGNALS:
    void taskAdded(int id);
    void taskChanged(int id); ///< at most 30 times a second and task
    void tasksForgotten();
    void busyChanged(bool isBusy);
    void failed(int id, const QString& message); ///< one clear line

private:
    struct Job;
    void startNext();
    void finish(TaskState state, const QString& error, const Finish& apply);
    TaskStatus* find(int id);

    std::vector<TaskStatus> statuses_;
    std::deque<std::shared_ptr<Job>> waiting_;
    std::shared_ptr<Job> running_;
    int nextId_ = 1;
};

} // namespace cleave::ui

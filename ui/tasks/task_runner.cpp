// SPDX-License-Identifier: Apache-2.0
#include "ui/tasks/task_runner.h"

#include "ui/tasks/error_text.h"

#include <QElapsedTimer>

#include <thread>

namespace cleave::ui {

struct TaskRunner::Job {
    int id = 0;
    Work work;
    Progress progress;
    QElapsedTimer clock;
    std::jthread thread;
};

TaskRunner::TaskRunner(QObject* parent) : QObject(parent) {}

TaskRunner::~TaskRunner() {
    waiting_.clear();
    if (running_)
        running_->progress.cancel();
    if (running_ && running_->thread.joinable())
        running_->thread.join();
}

int TaskRunner::start(const QString& title, Work work) {
    auto job = std::make_shared<Job>();
    job->id = nextId_++;
    job->work = std::move(work);
    TaskStatus status;
    status.id = job->id;
    status.title = title;
    statuses_.push_back(status);
    waiting_.push_back(job);
    Q_EMIT taskAdded(job->id);
    if (!running_) {
        startNext();
        Q_EMIT busyChanged(true);
    }
    return job->id;
}

void TaskRunner::startNext() {
    if (waiting_.empty())
        return;
    running_ = waiting_.front();
    waiting_.pop_front();
    Job* job = running_.get();
    job->clock.start();
    job->progress = Progress([this, id = job->id](const ProgressReport& report) {
        // Called on the job's thread, at most 30 times a second.
        QMetaObject::invokeMethod(this, [this, id, report] {
            TaskStatus* status = find(id);
            if (!status || status->state != TaskState::Running || !running_)
                return;
            status->fraction = report.fraction;
            status->phase = QString::fromStdString(translate(report.phase));
            status->detail = QString::fromStdString(report.detail);
            const double elapsed = static_cast<double>(running_->clock.elapsed()) * 1e-3;
            status->secondsLeft =
                report.fraction > 0.02 ? elapsed * (1 - report.fraction) / report.fraction : -1;
            Q_EMIT taskChanged(id);
        });
    });
    find(job->id)->state = TaskState::Running;
    Q_EMIT taskChanged(job->id);
    job->thread = std::jthread([this, job] {
        TaskState state = TaskState::Finished;
        QString error;
        Finish apply;
        try {
            apply = job->work(job->progress);
        } catch (const Cancelled&) {
            state = TaskState::Cancelled;
        } catch (...) {
            state = TaskState::Failed;
            error = currentErrorText();
        }
        QMetaObject::invokeMethod(this,
                                  [this, state, error, apply] { finish(state, error, apply); });
    });
}

void TaskRunner::finish(TaskState state, const QString& error, const Finish& apply) {
    const auto job = running_;
    job->thread.join();
    TaskStatus* status = find(job->id);
    status->state = state;
    status->error = error;
    status->secondsLeft = 0;
    if (state == TaskState::Finished)
        status->fraction = 1;
    running_ = nullptr;
    QString applyError;
    if (apply) {
        try {
            apply();
        } catch (...) {
            applyError = currentErrorText();
            if (TaskStatus* again = find(job->id)) {
                again->state = TaskState::Failed;
                again->error = applyError;
            }
        }
    }
    Q_EMIT taskChanged(job->id);
    const QString message = error.isEmpty() ? applyError : error;
    if (!message.isEmpty())
        Q_EMIT failed(job->id, message);
    // The result may have queued a next job already.
    if (!running_)
        startNext();
    if (!running_)
        Q_EMIT busyChanged(false);
}

void TaskRunner::cancel(int id) {
    if (running_ && running_->id == id) {
        running_->progress.cancel();
        return;
    }
    const auto found = std::find_if(
        waiting_.begin(), waiting_.end(), [&](const auto& job) { return job->id == id; });
    if (found == waiting_.end())
        return;
    waiting_.erase(found);
    find(id)->state = TaskState::Cancelled;
    Q_EMIT taskChanged(id);
}

void TaskRunner::cancelAll() {
    while (!waiting_.empty())
        cancel(waiting_.back()->id);
    if (running_)
        running_->progress.cancel();
}

bool TaskRunner::isBusy() const {
    return running_ != nullptr;
}

const TaskStatus* TaskRunner::task(int id) const {
    const auto found = std::find_if(statuses_.begin(),
                                    statuses_.end(),
                                    [&](const TaskStatus& status) { return status.id == id; });
    return found == statuses_.end() ? nullptr : &*found;
}

TaskStatus* TaskRunner::find(int id) {
    return const_cast<TaskStatus*>(task(id));
}

void TaskRunner::forgetFinished() {
    std::erase_if(statuses_, [](const TaskStatus& status) {
        return status.state != TaskState::Waiting && status.state != TaskState::Running;
    });
    Q_EMIT tasksForgotten();
}

} // namespace cleave::ui

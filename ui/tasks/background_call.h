// SPDX-License-Identifier: Apache-2.0
// One computation at a time behind a dialog: a new one makes the old one stop and its answer count
// for nothing, and closing the dialog waits for nobody.
#pragma once

#include "core/base/progress.h"

#include <QObject>

#include <functional>
#include <memory>

namespace cleave::ui {

class BackgroundCall : public QObject {
    Q_OBJECT

public:
    explicit BackgroundCall(QObject* parent = nullptr);
    /// Asks what runs to stop and leaves it to itself.
    ~BackgroundCall() override;

    /// `work` runs on another thread and returns what then runs on this one. What it throws arrives
    /// as failed().
    using Finish = std::function<void()>;
    void start(std::function<Finish(Progress&)> work);
    void cancel();

    bool isRunning() const { return current_ != nullptr; }

Q_SIGNALS:
    /// Of the newest call alone; one translated line.
    void failed(const QString& message);

private:
    std::shared_ptr<Progress> current_; ///< of the call whose answer counts
};

} // namespace cleave::ui

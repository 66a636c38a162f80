// SPDX-License-Identifier: Apache-2.0
#include "ui/tasks/background_call.h"

#include "ui/tasks/guarded.h"

#include <QThreadPool>

namespace cleave::ui {

BackgroundCall::BackgroundCall(QObject* parent) : QObject(parent) {}

BackgroundCall::~BackgroundCall() {
    cancel();
}

void BackgroundCall::cancel() {
    if (current_)
        current_->cancel();
    current_.reset();
}

void BackgroundCall::start(std::function<Finish(Progress&)> work) {
    cancel();
    auto progress = std::make_shared<Progress>();
    current_ = progress;
    // Lives on the GUI thread and as long as the call, so that the other thread never touches a
    // dialog that may be gone.
    std::shared_ptr<QObject> courier(new QObject, [](QObject* object) { object->deleteLater(); });
    const auto answer = std::make_shared<Finish>();
    const auto message = std::make_shared<QString>();
    connect(courier.get(), &QObject::objectNameChanged, this, [this, progress, answer, message] {
        if (current_ != progress)
            return;
        current_.reset();
        if (!message->isEmpty())
            Q_EMIT failed(*message);
        else if (*answer)
            (*answer)();
    });
    QThreadPool::globalInstance()->start(
        [work = std::move(work), progress, courier, answer, message] {
            if (progress->isCancelled())
                return;
            const bool isDone = guarded([&] { *answer = work(*progress); },
                                        [&](const QString& text) { *message = text; });
            if (!isDone && message->isEmpty())
                return;
            QMetaObject::invokeMethod(
                courier.get(),
                [courier] { courier->setObjectName(QStringLiteral("answered")); },
                Qt::QueuedConnection);
        });
}

} // namespace cleave::ui

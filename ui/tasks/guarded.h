// SPDX-License-Identifier: Apache-2.0
// The door where exceptions of a user's action end: shown as one message, nothing lost.
#pragma once

#include "core/base/error.h"
#include "ui/tasks/error_text.h"

#include <QObject>

#include <functional>
#include <utility>

namespace cleave::ui {

/// Runs `action`; an exception becomes one line for `show`. Returns whether it went through.
template <class Action, class Show>
bool guarded(Action&& action, Show&& show) {
    try {
        std::forward<Action>(action)();
        return true;
    } catch (const Cancelled&) {
        return false;
    } catch (...) {
        std::forward<Show>(show)(currentErrorText());
        return false;
    }
}

} // namespace cleave::ui

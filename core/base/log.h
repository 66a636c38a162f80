// SPDX-License-Identifier: Apache-2.0
// Notes for the log: what was skipped, chosen or slow. Results and errors do not go here.
#pragma once

#include "core/base/translate.h"

#include <functional>

namespace cleave {

enum class LogLevel : int { Debug, Info, Warning, Silent };

/// Goes to spdlog on standard error, unless a listener is set.
void log(LogLevel level, const Text& text);
/// What is below `lowest` is not printed; Silent, which no note has, prints nothing.
void setLogLevel(LogLevel lowest);
/// The studio's log panel; called from any thread.
void setLogListener(std::function<void(LogLevel, const Text&)> listener);

} // namespace cleave

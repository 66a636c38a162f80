// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <mutex>

namespace cleave {

namespace {

struct LogState {
    std::mutex mutex;
    std::function<void(LogLevel, const Text&)> listener;
    std::shared_ptr<spdlog::logger> logger = spdlog::stderr_color_mt("cleave");
};

LogState& state() {
    static LogState instance;
    return instance;
}

spdlog::level::level_enum spdlogLevel(LogLevel level) {
    switch (level) {
    case LogLevel::Debug:
        return spdlog::level::debug;
    case LogLevel::Info:
        return spdlog::level::info;
    case LogLevel::Warning:
        return spdlog::level::warn;
    case LogLevel::Silent:
        return spdlog::level::off;
    }
    return spdlog::level::info;
}

} // namespace

void log(LogLevel level, const Text& text) {
    LogState& log = state();
    const std::lock_guard lock(log.mutex);
    if (log.listener)
        return log.listener(level, text);
    log.logger->log(spdlogLevel(level), "{}", translate(text));
}

void setLogLevel(LogLevel lowest) {
    state().logger->set_level(spdlogLevel(lowest));
}

void setLogListener(std::function<void(LogLevel, const Text&)> listener) {
    LogState& log = state();
    const std::lock_guard lock(log.mutex);
    log.listener = std::move(listener);
}

} // namespace cleave

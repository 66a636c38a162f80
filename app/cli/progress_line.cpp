// SPDX-License-Identifier: Apache-2.0
#include "app/cli/progress_line.h"

#include <cstdio>
#include <unistd.h>

namespace cleave::cli {

namespace {

constexpr int barWidth = 24;
constexpr auto terminalInterval = std::chrono::milliseconds(100);
constexpr auto lineInterval = std::chrono::seconds(5);

std::string duration(double seconds) {
    char buffer[32];
    const int whole = static_cast<int>(seconds + 0.5);
    if (whole >= 3600)
        std::snprintf(
            buffer, sizeof buffer, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    else
        std::snprintf(buffer, sizeof buffer, "%d:%02d", whole / 60, whole % 60);
    return buffer;
}

} // namespace

ProgressLine::ProgressLine(bool enabled)
    : enabled_(enabled)
    , isTerminal_(::isatty(STDERR_FILENO) != 0)
    , start_(std::chrono::steady_clock::now()) {}

void ProgressLine::show(const ProgressReport& report) {
    if (!enabled_)
        return;
    const auto now = std::chrono::steady_clock::now();
    const std::string phase = translate(report.phase);
    const bool isNewPhase = phase != lastPhase_;
    const bool isDue = isTerminal_ ? now - last_ >= terminalInterval : now - last_ >= lineInterval;
    if (!isNewPhase && !isDue)
        return;
    last_ = now;
    lastPhase_ = phase;
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    std::string text = phase;
    if (report.fraction > 0.02 && elapsed > 1)
        text += ", " + duration(elapsed * (1 - report.fraction) / report.fraction) + " left";
    if (!report.detail.empty())
        text += " (" + report.detail + ")";
    const int percent = static_cast<int>(report.fraction * 100);
    if (isTerminal_) {
        const int filled = static_cast<int>(report.fraction * barWidth);
        std::fprintf(stderr,
                     "\r\033[K[%s%s] %3d %%  %s",
                     std::string(filled, '#').c_str(),
                     std::string(barWidth - filled, '.').c_str(),
                     percent,
                     text.c_str());
        std::fflush(stderr);
        hasBar_ = true;
    } else {
        std::fprintf(stderr, "%3d %%  %s\n", percent, text.c_str());
    }
}

void ProgressLine::clear() {
    if (hasBar_)
        std::fputs("\r\033[K", stderr);
    hasBar_ = false;
}

} // namespace cleave::cli

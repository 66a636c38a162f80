// SPDX-License-Identifier: Apache-2.0
// How long a thread's events ever had to wait for each other. Two figures: the processor time
// between two looks, which says what our code does and is the same on a busy machine; and the time
// on the clock less the waits for a processor, in which also locks count that others hold, who may
// be waiting for a processor themselves.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace cleave::tests {

class Watchdog : public QObject {
public:
    /// Begins at once; belongs to the thread whose events it watches.
    Watchdog();

    /// Most processor time between two events that should have come every 2 ms, milliseconds; as
    /// held() where the system does not tell.
    double busiest() const { return busiest_; }

    /// Longest time on the clock between them, without the waits for a processor.
    double held() const { return held_; }

    /// The same with the waits for a processor; as a person feels it on this machine.
    double worstOnTheClock() const { return worstOnTheClock_; }

    int ticks() const { return ticks_; }

    /// What happens until resume() does not count.
    void pause();
    void resume();

private:
    void tick();

    QTimer timer_;
    QElapsedTimer clock_;
    double ranBefore_ = 0, waitedBefore_ = 0;
    double busiest_ = 0, held_ = 0, worstOnTheClock_ = 0;
    int ticks_ = 0;
};

} // namespace cleave::tests

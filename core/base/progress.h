// SPDX-License-Identifier: Apache-2.0
// How a job tells how far it is and hears that it should stop. A Progress is a range of a whole
// job: part(0.2, 0.9) hands a sub-range to a callee that counts from 0 to 1 itself.
#pragma once

#include "core/base/translate.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace cleave {

/// What a listener hears.
struct ProgressReport {
    double fraction = 0; ///< of the whole job, [0, 1]
    Text phase;          ///< what is being done
    std::string detail;  ///< figures such as "step 300, loss 0.041", not translated
};

class Progress {
public:
    using Listener = std::function<void(const ProgressReport&)>;

    /// Nobody listens and nobody stops it.
    Progress();
    explicit Progress(Listener listener);

    /// Says where this range stands, at most 30 times a second to the listener; throws Cancelled
    /// when asked to stop.
    void advance(double fraction);
    void advance(std::int64_t step, std::int64_t stepCount);
    void phase(Text phase);
    void detail(std::string detail);
    /// Throws Cancelled when asked to stop. Cheap; call it about every 50 ms of work.
    void check() const;

    /// The sub-range [begin, end] of this one, sharing listener and stop request.
    Progress part(double begin, double end) const;

    /// Callable from any thread.
    void cancel();
    bool isCancelled() const;

private:
    struct Shared;

    Progress(std::shared_ptr<Shared> shared, double begin, double end);

    std::shared_ptr<Shared> shared_;
    double begin_ = 0;
    double end_ = 1;
};

} // namespace cleave

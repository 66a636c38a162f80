// SPDX-License-Identifier: Apache-2.0
// Working memory that loops over chunks use again: as many pieces as chunks run at once.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace cleave::kernels {

template <class Workspace>
class WorkspacePool {
public:
    /// Goes back to the pool with the chunk that took it. The pool must outlive it.
    class Lease {
    public:
        Lease(WorkspacePool& pool, std::unique_ptr<Workspace> workspace)
            : pool_(pool)
            , workspace_(std::move(workspace)) {}

        ~Lease() {
            const std::lock_guard lock(pool_.mutex_);
            pool_.free_.push_back(std::move(workspace_));
        }

        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        Workspace& operator*() const { return *workspace_; }

        Workspace* operator->() const { return workspace_.get(); }

    private:
        WorkspacePool& pool_;
        std::unique_ptr<Workspace> workspace_;
    };

    Lease take() {
        const std::lock_guard lock(mutex_);
        if (free_.empty())
            return Lease(*this, std::make_unique<Workspace>());
        std::unique_ptr<Workspace> workspace = std::move(free_.back());
        free_.pop_back();
        return Lease(*this, std::move(workspace));
    }

private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<Workspace>> free_;
};

} // namespace cleave::kernels

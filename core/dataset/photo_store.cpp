// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/photo_store.h"

#include "core/base/error.h"
#include "core/dataset/undistort.h"
#include "core/formats/image_file.h"
#include "core/image/image_ops.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace cleave {

struct PhotoStore::Impl {
    enum class State { Waiting, Decoding, Ready, Failed };

    struct Entry {
        State state = State::Waiting;
        std::shared_ptr<const Image> image;
        std::exception_ptr error;
        std::list<std::int32_t>::iterator age; ///< in `byAge`, when ready
    };

    std::shared_ptr<const Dataset> dataset;
    std::size_t budget = 0;

    mutable std::mutex mutex;
    std::condition_variable_any workArrived;
    std::condition_variable photoArrived;
    std::unordered_map<std::int32_t, Entry> entries;
    std::deque<std::int32_t> queue;
    std::list<std::int32_t> byAge; ///< least recently used first
    std::size_t resident = 0;
    std::vector<std::jthread> workers; ///< last member: stops before the rest goes

    /// Decodes without the lock. The entry is in state Decoding and stays where it is meanwhile.
    void decode(std::unique_lock<std::mutex>& lock, std::int32_t id) {
        std::shared_ptr<const Image> image;
        std::exception_ptr error;
        lock.unlock();
        try {
            image = std::make_shared<const Image>(loadPhoto(*dataset, dataset->view({id})));
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        Entry& entry = entries.at(id);
        entry.state = error ? State::Failed : State::Ready;
        entry.error = error;
        entry.image = std::move(image);
        if (!error) {
            entry.age = byAge.insert(byAge.end(), id);
            resident += entry.image->pixels.size();
            evict(id);
        }
        photoArrived.notify_all();
    }

    /// Oldest first until the budget is kept; the newest stays even when it alone is larger.
    void evict(std::int32_t newest) {
        while (resident > budget && byAge.front() != newest) {
            const auto oldest = entries.find(byAge.front());
            resident -= oldest->second.image->pixels.size();
            entries.erase(oldest);
            byAge.pop_front();
        }
    }

    void work(const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        while (workArrived.wait(lock, stop, [&] { return !queue.empty(); })) {
            const std::int32_t id = queue.front();
            queue.pop_front();
            const auto found = entries.find(id);
            if (found == entries.end() || found->second.state != State::Waiting)
                continue; // somebody could not wait
            found->second.state = State::Decoding;
            decode(lock, id);
        }
    }
};

PhotoStore::PhotoStore(std::shared_ptr<const Dataset> dataset, std::size_t budgetBytes)
    : impl_(std::make_unique<Impl>()) {
    impl_->dataset = std::move(dataset);
    impl_->budget = budgetBytes;
    // Few: decoding runs beside training, which wants the cores.
    const unsigned workerCount = std::clamp(std::thread::hardware_concurrency() / 2, 1u, 4u);
    for (unsigned i = 0; i < workerCount; ++i)
        impl_->workers.emplace_back(
            [impl = impl_.get()](const std::stop_token& stop) { impl->work(stop); });
}

PhotoStore::~PhotoStore() = default;

std::shared_ptr<const Image> PhotoStore::photo(ViewId id) {
    std::unique_lock lock(impl_->mutex);
    for (;;) {
        Impl::Entry& entry = impl_->entries[id.value];
        switch (entry.state) {
        case Impl::State::Ready:
            impl_->byAge.splice(impl_->byAge.end(), impl_->byAge, entry.age);
            return entry.image;
        case Impl::State::Failed: {
            // Forgotten, so that the file is tried again once it is repaired.
            const std::exception_ptr error = entry.error;
            impl_->entries.erase(id.value);
            std::rethrow_exception(error);
        }
        case Impl::State::Waiting:
            entry.state = Impl::State::Decoding;
            impl_->decode(lock, id.value);
            break;
        case Impl::State::Decoding:
            impl_->photoArrived.wait(lock);
            break;
        }
    }
}

void PhotoStore::prefetch(ViewId id) {
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->entries.try_emplace(id.value).second)
        return;
    impl_->queue.push_back(id.value);
    impl_->workArrived.notify_one();
}

std::size_t PhotoStore::residentBytes() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->resident;
}

namespace {

/// As stored. Throws where it is not of the size that the project knows.
Image readSizedPhoto(const std::filesystem::path& path, const Intrinsics& lens) {
    Image photo = readImage(path);
    if (photo.width != lens.width || photo.height != lens.height)
        throw badFile(
            CLEAVE_TR("Dataset",
                      "%1 has %2 x %3 pixels; expected %4 x %5, as when the project was made"),
            path,
            photo.width,
            photo.height,
            lens.width,
            lens.height);
    return photo;
}

Image atWorkingSize(Image photo, const View& view) {
    const Intrinsics& lens = view.sourceIntrinsics;
    // At full size first: averaging afterwards hides what the interpolation blurs.
    if (!lens.distortion.isNone())
        photo = undistort(photo, lens, view.camera.intrinsics.scaledTo(lens.width, lens.height));
    return resizeByArea(photo, view.camera.intrinsics.width, view.camera.intrinsics.height);
}

} // namespace

Image loadPhoto(const Dataset& dataset, const View& view) {
    const std::filesystem::path path = dataset.photoPath(view);
    const Image photo = readSizedPhoto(path, view.sourceIntrinsics);
    if (photo.channels == 2)
        throw badFile(CLEAVE_TR("Dataset", "%1 has 2 channels; expected grey, RGB or RGBA"), path);
    return atWorkingSize(toRgb(photo), view);
}

Image loadPhotoAlpha(const Dataset& dataset, const View& view) {
    const std::filesystem::path path = dataset.photoPath(view);
    if (readImageInfo(path).channels != 4)
        return {};
    const Image photo = readSizedPhoto(path, view.sourceIntrinsics);
    if (photo.channels != 4)
        return {};
    Image alpha(photo.width, photo.height, 1);
    for (std::size_t i = 0; i < alpha.pixels.size(); ++i)
        alpha.pixels[i] = photo.pixels[4 * i + 3];
    return atWorkingSize(std::move(alpha), view);
}

} // namespace cleave

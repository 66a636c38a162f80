// SPDX-License-Identifier: Apache-2.0
// Decoded photos at working size, undistorted, RGB(A composited on white), kept within a memory
// budget. Decoding runs on worker threads ahead of use; the least recently used photo leaves first.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/image/image.h"

#include <cstddef>
#include <memory>

namespace cleave {

class PhotoStore {
public:
    static constexpr std::size_t defaultBudget = std::size_t{1} << 30; ///< bytes of decoded pixels

    explicit PhotoStore(std::shared_ptr<const Dataset> dataset,
                        std::size_t budgetBytes = defaultBudget);
    ~PhotoStore();
    PhotoStore(const PhotoStore&) = delete;
    PhotoStore& operator=(const PhotoStore&) = delete;

    /// RGB, 8 bit, size of view.camera. Waits for the decoder when it is not there yet. Throws
    /// Error with the path.
    std::shared_ptr<const Image> photo(ViewId id);
    /// Starts decoding in the background.
    void prefetch(ViewId id);
    std::size_t residentBytes() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// One photo, decoded now: scaled to the working size and undistorted. Throws Error naming the file
/// when it is missing, unreadable or of another shape than its camera.
Image loadPhoto(const Dataset& dataset, const View& view);

/// How opaque the photo is, 1 channel of the size of loadPhoto's; empty where the file has no such
/// channel. Errors as there.
Image loadPhotoAlpha(const Dataset& dataset, const View& view);

} // namespace cleave

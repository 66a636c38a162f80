// SPDX-License-Identifier: Apache-2.0
#include "ui/models/thumbnail_cache.h"

#include <QImageReader>

namespace cleave::ui {

namespace {

QImage readThumbnail(const QString& path) {
    constexpr int size = ThumbnailCache::size;
    QImageReader reader(path);
    const QSize full = reader.size();
    // JPEG decodes straight to a smaller size, several times faster than decoding it whole.
    if (full.isValid())
        reader.setScaledSize(full.scaled(size, size, Qt::KeepAspectRatio));
    const QImage image = reader.read();
    return image.isNull() ? image
                          : image.scaled(size, size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

} // namespace

ThumbnailCache::ThumbnailCache(QObject* parent) : QObject(parent) {
    // One thread: thumbnails must not take the cores from training or drawing.
    pool_.setMaxThreadCount(1);
    pool_.setThreadPriority(QThread::LowPriority);
}

ThumbnailCache::~ThumbnailCache() {
    pool_.clear();
    pool_.waitForDone();
}

void ThumbnailCache::setDataset(std::shared_ptr<const Dataset> dataset) {
    if (dataset == dataset_)
        return;
    pool_.clear();
    dataset_ = std::move(dataset);
    images_.clear();
    asked_.clear();
    ++generation_;
}

QImage ThumbnailCache::thumbnail(ViewId id) {
    const auto found = images_.constFind(id.value);
    if (found != images_.constEnd())
        return *found;
    if (!dataset_ || asked_.contains(id.value))
        return {};
    asked_.insert(id.value);
    const QString path = QString::fromStdString(dataset_->photoPath(dataset_->view(id)).string());
    pool_.start([this, id, path, generation = generation_] {
        const QImage image = readThumbnail(path);
        QMetaObject::invokeMethod(this, [this, id, image, generation] {
            if (generation != generation_)
                return;
            images_.insert(id.value, image);
            Q_EMIT loaded(id.value);
        });
    });
    return {};
}

} // namespace cleave::ui

// SPDX-License-Identifier: Apache-2.0
// Small pictures of the photos, read when they are first asked for, on a background thread.
#pragma once

#include "core/dataset/dataset.h"

#include <QHash>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QThreadPool>

#include <memory>

namespace cleave::ui {

class ThumbnailCache : public QObject {
    Q_OBJECT

public:
    static constexpr int size = 128; ///< pixels of the longer side

    explicit ThumbnailCache(QObject* parent = nullptr);
    ~ThumbnailCache() override;

    /// Forgets the thumbnails of the dataset before.
    void setDataset(std::shared_ptr<const Dataset> dataset);
    /// A null image until it is there; then loaded(id) is emitted. A photo that cannot be read
    /// stays null.
    QImage thumbnail(ViewId id);

    /// Those that are there.
    const QHash<int, QImage>& images() const { return images_; }

Q_SIGNALS:
    void loaded(int viewId);

private:
    std::shared_ptr<const Dataset> dataset_;
    QHash<int, QImage> images_;
    QSet<int> asked_;
    QThreadPool pool_;
    int generation_ = 0;
};

} // namespace cleave::ui

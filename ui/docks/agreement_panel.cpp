// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/agreement_panel.h"

#include <QColor>
#include <QGridLayout>
#include <QImage>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPixmap>
#include <QSignalBlocker>

namespace cleave::ui {

namespace {

constexpr int pictureWidth = 140;
constexpr int listHeight = 96;
constexpr QRgb outside = qRgb(0x1b, 0x1e, 0x24);
constexpr QRgb shared = qRgb(0x5c, 0xb8, 0x7a); ///< in both masks
constexpr QRgb alone = qRgb(0xe0, 0x8a, 0x3c);  ///< in this one only
const QColor rejectedColor(0xd0, 0x5a, 0x4a);

QString verdictText(ViewVerdict verdict) {
    switch (verdict) {
    case ViewVerdict::Prompted:
        return AgreementPanel::tr("prompted");
    case ViewVerdict::Accepted:
        return AgreementPanel::tr("agrees");
    case ViewVerdict::Rejected:
        return AgreementPanel::tr("rejected");
    case ViewVerdict::Unanswered:
        return AgreementPanel::tr("no mask");
    }
    return {};
}

bool counts(ViewVerdict verdict) {
    return verdict == ViewVerdict::Prompted || verdict == ViewVerdict::Accepted;
}

/// A mask, its pixels told apart by whether the other one has them too.
QPixmap picture(const Rle& mask, const Rle& other) {
    if (mask.counts.empty())
        return {};
    const Image pixels = decodeRle(mask);
    const Image others =
        other.counts.empty() ? Image(mask.width, mask.height, 1) : decodeRle(other);
    QImage image(mask.width, mask.height, QImage::Format_RGB32);
    for (int y = 0; y < mask.height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < mask.width; ++x)
            line[x] = !*pixels.at(x, y) ? outside : *others.at(x, y) ? shared : alone;
    }
    return QPixmap::fromImage(image.scaledToWidth(pictureWidth, Qt::SmoothTransformation));
}

} // namespace

AgreementPanel::AgreementPanel(QWidget* parent)
    : QWidget(parent)
    , summary_(new QLabel(this))
    , views_(new QListWidget(this))
    , rendered_(new QLabel(this))
    , predicted_(new QLabel(this)) {
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    summary_->setWordWrap(true);
    layout->addWidget(summary_, 0, 0, 1, 2);
    views_->setMaximumHeight(listHeight);
    views_->setObjectName(QStringLiteral("agreements"));
    views_->setToolTip(tr("How well each view's own mask and the answer seen there agree"));
    layout->addWidget(views_, 1, 0, 1, 2);
    layout->addWidget(new QLabel(tr("Answer, rendered"), this), 2, 0);
    layout->addWidget(new QLabel(tr("Mask of the view"), this), 2, 1);
    rendered_->setObjectName(QStringLiteral("renderedMask"));
    predicted_->setObjectName(QStringLiteral("predictedMask"));
    layout->addWidget(rendered_, 3, 0);
    layout->addWidget(predicted_, 3, 1);
    connect(views_, &QListWidget::currentRowChanged, this, &AgreementPanel::showMasks);
    hide();
}

void AgreementPanel::setAnswer(std::shared_ptr<const Similarity> answer, bool isGrowing) {
    if (answer == answer_)
        return;
    const QString chosen =
        views_->currentItem() ? views_->currentItem()->data(Qt::UserRole).toString() : QString();
    answer_ = std::move(answer);
    const QSignalBlocker quiet(views_);
    views_->clear();
    setVisible(answer_ && !answer_->views.empty());
    if (!answer_ || answer_->views.empty())
        return;
    int agreeing = 0, row = -1;
    for (const ViewAgreement& view : answer_->views) {
        const QString name = QString::fromStdString(view.name);
        auto* item = new QListWidgetItem(
            tr("%1: %2, IoU %3")
                .arg(name, verdictText(view.verdict), QLocale().toString(view.iou, 'f', 2)),
            views_);
        item->setData(Qt::UserRole, name);
        if (counts(view.verdict))
            ++agreeing;
        else
            item->setForeground(rejectedColor);
        if (name == chosen && !isGrowing)
            row = views_->count() - 1;
    }
    const int rejected = static_cast<int>(answer_->views.size()) - agreeing;
    summary_->setText(tr("%n view(s) agree", nullptr, agreeing) + QStringLiteral(", ") +
                      tr("%n do not and were left out", nullptr, rejected));
    views_->setCurrentRow(row >= 0 ? row : views_->count() - 1);
    showMasks();
}

void AgreementPanel::showMasks() {
    const int row = views_->currentRow();
    if (!answer_ || row < 0 || row >= static_cast<int>(answer_->views.size()))
        return;
    const ViewAgreement& view = answer_->views[static_cast<std::size_t>(row)];
    const QPixmap rendered = picture(view.rendered, view.predicted);
    const QPixmap predicted = picture(view.predicted, view.rendered);
    rendered.isNull() ? rendered_->setText(tr("none")) : rendered_->setPixmap(rendered);
    predicted.isNull() ? predicted_->setText(tr("none")) : predicted_->setPixmap(predicted);
}

} // namespace cleave::ui

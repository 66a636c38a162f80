// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/curve_plot.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace cleave::ui {

namespace {

/// Curves longer than this are thinned: a plot is a few hundred pixels wide.
constexpr std::size_t mostPoints = 600;
constexpr int margin = 6;
const QColor lossColor(0xe0, 0x8c, 0x3c);
const QColor psnrColor(0x46, 0x96, 0xe6);

void add(std::vector<QPointF>& curve, const QPointF& point) {
    if (curve.size() >= mostPoints) {
        for (std::size_t i = 0; i < curve.size() / 2; ++i)
            curve[i] = curve[2 * i];
        curve.resize(curve.size() / 2);
    }
    curve.push_back(point);
}

} // namespace

CurvePlot::CurvePlot(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Loss and PSNR of the training"));
}

void CurvePlot::clear() {
    loss_.clear();
    psnr_.clear();
    update();
}

void CurvePlot::addLoss(double iteration, double loss) {
    add(loss_, {iteration, loss});
    update();
}

void CurvePlot::addPsnr(double iteration, double psnr) {
    add(psnr_, {iteration, psnr});
    update();
}

void CurvePlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), palette().base());
    const int line = fontMetrics().height();
    const QRectF area = QRectF(rect()).adjusted(margin, margin + line, -margin, -margin);
    double last = 1;
    for (const auto* curve : {&loss_, &psnr_})
        if (!curve->empty())
            last = std::max(last, curve->back().x());
    const auto draw = [&](const std::vector<QPointF>& curve, const QColor& color) {
        if (curve.empty())
            return;
        const auto [low, high] =
            std::minmax_element(curve.begin(), curve.end(), [](const QPointF& a, const QPointF& b) {
                return a.y() < b.y();
            });
        const double bottom = low->y(), span = std::max(high->y() - low->y(), 1e-9);
        QPolygonF path;
        for (const QPointF& point : curve)
            path << QPointF(area.left() + area.width() * point.x() / last,
                            area.bottom() - area.height() * (point.y() - bottom) / span);
        painter.setPen(QPen(color, 1.6));
        painter.drawPolyline(path);
        if (path.size() == 1)
            painter.drawEllipse(path.first(), 2, 2);
    };
    draw(loss_, lossColor);
    draw(psnr_, psnrColor);
    const QLocale locale;
    painter.setPen(lossColor);
    if (!loss_.empty())
        painter.drawText(rect().adjusted(margin, 2, -margin, 0),
                         Qt::AlignTop | Qt::AlignLeft,
                         tr("Loss %1").arg(locale.toString(loss_.back().y(), 'f', 4)));
    painter.setPen(psnrColor);
    if (!psnr_.empty())
        painter.drawText(rect().adjusted(margin, 2, -margin, 0),
                         Qt::AlignTop | Qt::AlignRight,
                         tr("PSNR %1 dB").arg(locale.toString(psnr_.back().y(), 'f', 2)));
    if (loss_.empty() && psnr_.empty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect(), Qt::AlignCenter, tr("Loss and PSNR appear here"));
    }
}

} // namespace cleave::ui

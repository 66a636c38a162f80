// SPDX-License-Identifier: Apache-2.0
// A small line plot of training: loss on the left axis, PSNR on the right.
#pragma once

#include <QColor>
#include <QPointF>
#include <QString>
#include <QWidget>

#include <vector>

namespace cleave::ui {

class CurvePlot : public QWidget {
    Q_OBJECT

public:
    explicit CurvePlot(QWidget* parent = nullptr);

    void clear();
    void addLoss(double iteration, double loss);
    void addPsnr(double iteration, double psnr);

    std::size_t pointCount() const { return loss_.size() + psnr_.size(); }

    QSize sizeHint() const override { return {260, 130}; }

    QSize minimumSizeHint() const override { return {160, 90}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<QPointF> loss_, psnr_;
};

} // namespace cleave::ui

// SPDX-License-Identifier: Apache-2.0
#include "ui/params/param_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QToolButton>

#include <cmath>
#include <limits>

namespace cleave::ui {

namespace {

QString shown(MarkedText text) {
    return text.source[0] ? QString::fromStdString(translate(text)) : QString();
}

int decimalsFor(double step) {
    return step > 0 ? std::clamp(static_cast<int>(std::ceil(-std::log10(step))), 0, 8) : 4;
}

} // namespace

ParamPanel::ParamPanel(ParamList list, QWidget* parent) : QWidget(parent), list_(std::move(list)) {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    auto* advanced = new QWidget(this);
    auto* advancedForm = new QFormLayout(advanced);
    advancedForm->setContentsMargins(0, 0, 0, 0);
    bool hasAdvanced = false;
    for (const Param& param : list_) {
        Row row;
        row.defaultText = paramText(param);
        row.editor = makeEditor(param, row.refresh);
        row.editor->setObjectName(QString::fromStdString(param.name));
        row.editor->setToolTip(shown(param.help));
        auto* line = new QWidget(this);
        auto* layout = new QHBoxLayout(line);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(row.editor, 1);
        auto* reset = new QToolButton(line);
        reset->setText(QStringLiteral("↺"));
        reset->setAutoRaise(true);
        reset->setToolTip(tr("Back to %1").arg(QString::fromStdString(row.defaultText)));
        connect(reset,
                &QToolButton::clicked,
                this,
                [this, name = param.name, text = row.defaultText] { setValue(name, text); });
        layout->addWidget(reset);
        auto* label = new QLabel(shown(param.label), this);
        label->setToolTip(shown(param.help));
        label->setBuddy(row.editor);
        row.line = line;
        row.label = label;
        rows_.push_back(row);
        (param.advanced ? advancedForm : form)->addRow(label, line);
        hasAdvanced = hasAdvanced || param.advanced;
    }
    if (!hasAdvanced) {
        delete advanced;
        return;
    }
    auto* toggle = new QToolButton(this);
    toggle->setText(tr("More settings"));
    toggle->setCheckable(true);
    toggle->setAutoRaise(true);
    toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    toggle->setArrowType(Qt::RightArrow);
    connect(toggle, &QToolButton::toggled, advanced, [advanced, toggle](bool isOpen) {
        advanced->setVisible(isOpen);
        toggle->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
    });
    advanced->setVisible(false);
    form->addRow(toggle);
    form->addRow(advanced);
}

QWidget* ParamPanel::makeEditor(const Param& param, std::function<void()>& refresh) {
    const auto write = [this, param](const std::string& text) {
        if (isRefreshing_)
            return;
        setParam(param, text);
        Q_EMIT changed(QString::fromStdString(param.name));
    };
    const QString unit = shown(param.unit);
    if (std::holds_alternative<bool*>(param.value)) {
        auto* box = new QCheckBox(this);
        refresh = [box, param] { box->setChecked(*std::get<bool*>(param.value)); };
        connect(
            box, &QCheckBox::toggled, this, [write](bool isOn) { write(isOn ? "true" : "false"); });
        refresh();
        return box;
    }
    if (std::holds_alternative<EnumValue>(param.value)) {
        auto* box = new QComboBox(this);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        for (const ParamChoice& choice : param.choices) {
            const QString label = shown(choice.label);
            box->addItem(label.isEmpty() ? QString::fromStdString(choice.name) : label,
                         QString::fromStdString(choice.name));
        }
        refresh = [box, param] { box->setCurrentIndex(*std::get<EnumValue>(param.value).value); };
        refresh();
        connect(box, &QComboBox::currentIndexChanged, this, [box, write](int) {
            write(box->currentData().toString().toStdString());
        });
        return box;
    }
    if (std::holds_alternative<std::string*>(param.value)) {
        auto* edit = new QLineEdit(this);
        refresh = [edit, param] {
            edit->setText(QString::fromStdString(*std::get<std::string*>(param.value)));
        };
        refresh();
        connect(edit, &QLineEdit::editingFinished, this, [edit, write] {
            write(edit->text().toStdString());
        });
        return edit;
    }
    const bool isWhole = std::holds_alternative<int*>(param.value) ||
                         std::holds_alternative<std::int64_t*>(param.value);
    const auto number = [param] { return std::stod(paramText(param)); };
    if (isWhole) {
        auto* box = new QSpinBox(this);
        box->setRange(param.range ? static_cast<int>(param.range->min)
                                  : std::numeric_limits<int>::min(),
                      param.range ? static_cast<int>(std::min(param.range->max, 2.0e9))
                                  : std::numeric_limits<int>::max());
        if (param.range && param.range->step >= 1)
            box->setSingleStep(static_cast<int>(param.range->step));
        box->setGroupSeparatorShown(true);
        if (!unit.isEmpty())
            box->setSuffix(QStringLiteral(" ") + unit);
        refresh = [box, number] { box->setValue(static_cast<int>(number())); };
        refresh();
        connect(box, &QSpinBox::valueChanged, this, [write](int value) {
            write(std::to_string(value));
        });
        return box;
    }
    auto* box = new QDoubleSpinBox(this);
    const double step = param.range ? param.range->step : 0;
    box->setDecimals(decimalsFor(step));
    box->setRange(param.range ? param.range->min : -1e9, param.range ? param.range->max : 1e9);
    if (step > 0)
        box->setSingleStep(step);
    if (!unit.isEmpty())
        box->setSuffix(QStringLiteral(" ") + unit);
    refresh = [box, number] { box->setValue(number()); };
    refresh();
    connect(box, &QDoubleSpinBox::valueChanged, this, [write](double value) {
        write(QString::number(value, 'g', 9).toStdString());
    });
    return box;
}

void ParamPanel::setValue(const std::string& name, const std::string& text) {
    const Param* param = findParam(list_, name);
    if (!param)
        return;
    setParam(*param, text);
    refresh();
    Q_EMIT changed(QString::fromStdString(name));
}

void ParamPanel::setTexts(const std::vector<std::pair<std::string, std::string>>& texts) {
    for (const auto& [name, text] : texts) {
        const Param* param = findParam(list_, name);
        if (!param)
            continue;
        try {
            setParam(*param, text);
        } catch (const Error&) {
            continue; // remembered by an older version with another range: the default stays
        }
    }
    refresh();
}

void ParamPanel::hideRow(const std::string& name) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (list_[i].name != name)
            continue;
        rows_[i].line->hide();
        rows_[i].label->hide();
    }
}

void ParamPanel::resetAll() {
    for (std::size_t i = 0; i < rows_.size(); ++i)
        setParam(list_[i], rows_[i].defaultText);
    refresh();
}

void ParamPanel::refresh() {
    isRefreshing_ = true;
    for (const Row& row : rows_)
        row.refresh();
    isRefreshing_ = false;
}

} // namespace cleave::ui

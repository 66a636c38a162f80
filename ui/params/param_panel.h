// SPDX-License-Identifier: Apache-2.0
// A form made from a declared parameter list: a row per parameter with its editor, unit, help and a
// way back to the default. The values are written into the struct that the list points at, which
// must outlive the panel.
#pragma once

#include "core/base/params.h"

#include <QWidget>

#include <functional>
#include <string>
#include <vector>

namespace cleave::ui {

class ParamPanel : public QWidget {
    Q_OBJECT

public:
    /// `list` at the moment of construction holds the defaults.
    explicit ParamPanel(ParamList list, QWidget* parent = nullptr);

    const ParamList& params() const { return list_; }

    void setValue(const std::string& name, const std::string& text);

    /// {name: text}, to remember the choices between uses.
    std::vector<std::pair<std::string, std::string>> texts() const { return paramTexts(list_); }

    void setTexts(const std::vector<std::pair<std::string, std::string>>& texts);
    void resetAll();
    /// For a parameter that another widget edits.
    void hideRow(const std::string& name);

Q_SIGNALS:
    void changed(const QString& name);

private:
    struct Row {
        QWidget *editor = nullptr, *line = nullptr, *label = nullptr;
        std::function<void()> refresh; ///< from the struct to the editor
        std::string defaultText;
    };

    QWidget* makeEditor(const Param& param, std::function<void()>& refresh);
    void refresh();

    ParamList list_;
    std::vector<Row> rows_;
    bool isRefreshing_ = false;
};

} // namespace cleave::ui

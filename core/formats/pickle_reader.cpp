// SPDX-License-Identifier: Apache-2.0
// Opcodes: Python's pickletools, protocols 0 to 5, of which torch.save writes those handled here.
#include "core/formats/pickle_reader.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <string_view>
#include <unordered_map>

namespace cleave {

namespace {

// What a tensor file may name. Nothing here is ever run; the lists tell what a REDUCE of it turns
// into.
constexpr std::array<std::string_view, 5> tensorBuilders = {
    "torch._utils _rebuild_tensor",
    "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_tensor_v3",
    "torch._utils _rebuild_parameter",
    "torch._utils _rebuild_parameter_with_state"};
constexpr std::array<std::string_view, 5> containers = {"collections OrderedDict",
                                                        "torch Size",
                                                        "builtins set",
                                                        "__builtin__ set",
                                                        "builtins frozenset"};
constexpr std::array<std::string_view, 22> elementTypes = {
    "torch FloatStorage",   "torch DoubleStorage",
    "torch HalfStorage",    "torch BFloat16Storage",
    "torch LongStorage",    "torch IntStorage",
    "torch ShortStorage",   "torch CharStorage",
    "torch ByteStorage",    "torch BoolStorage",
    "torch UntypedStorage", "torch.storage UntypedStorage",
    "torch float32",        "torch float64",
    "torch float16",        "torch bfloat16",
    "torch int64",          "torch int32",
    "torch int16",          "torch int8",
    "torch uint8",          "torch bool"};
/// Beside the weights in training checkpoints: known, not interpreted.
constexpr std::array<std::string_view, 10> inertGlobals = {"argparse Namespace",
                                                           "torch device",
                                                           "numpy dtype",
                                                           "numpy ndarray",
                                                           "_codecs encode",
                                                           "numpy.core.multiarray scalar",
                                                           "numpy.core.multiarray _reconstruct",
                                                           "numpy._core.multiarray scalar",
                                                           "numpy._core.multiarray _reconstruct",
                                                           "torch.jit._pickle build_intlist"};
constexpr std::string_view scriptModule = "__torch__"; // and what stands below it

template <std::size_t N>
bool isOneOf(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool isScriptModule(std::string_view global) {
    return global.starts_with(scriptModule) && global.find_first_of(" .") == scriptModule.size();
}

bool isInert(std::string_view global) {
    return isScriptModule(global) || isOneOf(inertGlobals, global);
}

bool isAllowed(std::string_view global) {
    return isInert(global) || isOneOf(tensorBuilders, global) || isOneOf(containers, global) ||
           isOneOf(elementTypes, global);
}

// More than any list of tensors needs; less than what would fill the memory.
constexpr std::size_t maximumStack = 1'000'000;
constexpr std::size_t maximumMemo = 1'000'000;
constexpr std::size_t maximumNodes = 4'000'000; ///< lists, dictionaries, texts
constexpr std::size_t maximumLine = 512;
constexpr std::uint64_t bytesOfInteger = 8;

class Reader {
public:
    Reader(std::span<const std::byte> bytes, const std::string& fileName)
        : bytes_(bytes)
        , fileName_(fileName) {}

    PickleDocument run() {
        for (;;) {
            opcode_ = byte();
            if (opcode_ == '.') {
                document_.root = pop();
                document_.size = position_;
                if (document_.root.as<PickleMark>())
                    throw bad();
                return std::move(document_);
            }
            if (!stepValue() && !stepContainer())
                stepObject();
        }
    }

private:
    Error bad() const {
        return badFile(CLEAVE_TR("Formats",
                                 "%1: its pickle is cut off or of an unknown form (opcode %2 at "
                                 "byte %3); expected tensors written by torch.save"),
                       fileName_,
                       static_cast<int>(opcode_),
                       position_);
    }

    Error tooMuch(std::size_t limit) const {
        return badFile(CLEAVE_TR("Formats",
                                 "%1: its pickle holds more than %2 values (at byte %3); no list "
                                 "of tensors is that long"),
                       fileName_,
                       limit,
                       position_);
    }

    std::uint8_t byte() {
        if (position_ >= bytes_.size())
            throw bad();
        return static_cast<std::uint8_t>(bytes_[position_++]);
    }

    std::uint64_t little(std::uint64_t size) {
        std::uint64_t value = 0;
        for (std::uint64_t i = 0; i < size; ++i)
            value |= static_cast<std::uint64_t>(byte()) << (8 * i);
        return value;
    }

    template <class Nodes, class... Arguments>
    auto* make(Nodes& nodes, Arguments&&... arguments) {
        if (++nodeCount_ > maximumNodes)
            throw tooMuch(maximumNodes);
        return &nodes.emplace_back(std::forward<Arguments>(arguments)...);
    }

    void pushText(std::uint64_t size) {
        if (size > bytes_.size() - position_)
            throw bad();
        push(PickleText{
            make(document_.texts, reinterpret_cast<const char*>(bytes_.data()) + position_, size)});
        position_ += size;
    }

    std::string line() {
        std::string result;
        for (char c = static_cast<char>(byte()); c != '\n'; c = static_cast<char>(byte())) {
            result.push_back(c);
            if (result.size() > maximumLine)
                throw bad();
        }
        return result;
    }

    std::uint64_t decimalLine() {
        const std::string digits = line();
        std::uint64_t value = 0;
        const auto [end, code] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (code != std::errc() || end != digits.data() + digits.size())
            throw bad();
        return value;
    }

    template <class T>
    void push(T value) {
        if (stack_.size() >= maximumStack)
            throw tooMuch(maximumStack);
        stack_.push_back(PickleValue{value});
    }

    PickleValue pop() {
        if (stack_.empty())
            throw bad();
        const PickleValue value = stack_.back();
        stack_.pop_back();
        return value;
    }

    /// The topmost `count` values, which go.
    std::vector<PickleValue> popSome(std::size_t count) {
        if (stack_.size() < count)
            throw bad();
        std::vector<PickleValue> items(stack_.end() - static_cast<std::ptrdiff_t>(count),
                                       stack_.end());
        stack_.resize(stack_.size() - count);
        return items;
    }

    /// Everything above the topmost mark, which goes too.
    std::vector<PickleValue> popToMark() {
        std::size_t count = 0;
        while (count < stack_.size() && !stack_[stack_.size() - 1 - count].as<PickleMark>())
            ++count;
        if (count == stack_.size())
            throw bad();
        std::vector<PickleValue> items = popSome(count);
        stack_.pop_back();
        return items;
    }

    void pushList(std::vector<PickleValue> items) {
        push(make(document_.lists, PickleList{std::move(items)}));
    }

    PickleDict& dictOnTop() {
        if (stack_.empty() || !stack_.back().as<PickleDict*>())
            throw bad();
        return **stack_.back().as<PickleDict*>();
    }

    PickleList& listOnTop() {
        if (stack_.empty() || !stack_.back().as<PickleList*>())
            throw bad();
        return **stack_.back().as<PickleList*>();
    }

    void addPairs(PickleDict& dict, const std::vector<PickleValue>& items) {
        if (items.size() % 2 != 0)
            throw bad();
        for (std::size_t i = 0; i < items.size(); i += 2)
            dict.items.emplace_back(items[i], items[i + 1]);
    }

    void fillFromPairs(PickleDict& dict, const PickleValue& value) {
        if (!value.list())
            throw bad();
        for (const PickleValue& item : value.list()->items) {
            const PickleList* pair = item.list();
            if (!pair || pair->items.size() != 2)
                throw bad();
            dict.items.emplace_back(pair->items[0], pair->items[1]);
        }
    }

    void pushGlobal(const std::string& module, const std::string& name) {
        const std::string global = module + " " + name;
        if (!isAllowed(global))
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: asks for %2.%3, which is no part of a plain tensor file; nothing of "
                          "it was run. Save a state dictionary of tensors instead"),
                fileName_,
                printable(module),
                printable(name));
        push(PickleGlobal{make(document_.texts, global)});
    }

    /// One line of moderate length, whatever the file says.
    static std::string printable(std::string name) {
        if (name.size() > maximumLine)
            name.resize(maximumLine);
        std::replace_if(
            name.begin(), name.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
        return name;
    }

    void reduce() {
        const PickleValue arguments = pop(), callee = pop();
        const auto* global = callee.as<PickleGlobal>();
        const PickleList* list = arguments.list();
        if (!global || !list)
            throw bad();
        const std::string& name = *global->name;
        if (name == "collections OrderedDict") {
            PickleDict* dict = make(document_.dicts);
            if (!list->items.empty())
                fillFromPairs(*dict, list->items.front());
            push(dict);
        } else if (isOneOf(containers, name)) {
            if (list->items.size() != 1 || !list->items[0].list())
                throw bad();
            push(*list->items[0].as<PickleList*>());
        } else if (isOneOf(tensorBuilders, name)) {
            push(make(document_.calls, PickleCall{global->name, list}));
        } else if (isInert(name)) {
            push(make(document_.objects));
        } else {
            throw bad();
        }
    }

    void newObject() {
        const PickleValue arguments = pop(), type = pop();
        const auto* global = type.as<PickleGlobal>();
        if (!global || !arguments.list() || !isInert(*global->name))
            throw bad();
        push(make(document_.objects, PickleObject{isScriptModule(*global->name), nullptr}));
    }

    /// Attributes of the value on top: a module's are kept, a state dictionary's (_metadata) and
    /// others' are no tensors.
    void build() {
        const PickleValue state = pop();
        if (stack_.empty())
            throw bad();
        const PickleValue& target = stack_.back();
        if (const auto* object = target.as<PickleObject*>()) {
            if ((*object)->isModule)
                (*object)->attributes = state.dict();
        } else if (!target.dict()) {
            throw bad();
        }
    }

    /// Little-endian two's complement of `size` bytes. A longer number than 8 bytes is nothing that
    /// a tensor is described with; it stands as None, so that it is refused where it should matter.
    void pushLong(std::uint64_t size) {
        if (size > bytes_.size() - position_)
            throw bad();
        if (size > bytesOfInteger) {
            position_ += size;
            return push(PickleNone{});
        }
        std::uint64_t value = little(size);
        if (size > 0 && size < bytesOfInteger && (value >> (8 * size - 1)) & 1)
            value |= ~std::uint64_t{0} << (8 * size);
        push(static_cast<std::int64_t>(value));
    }

    void pushFloat() {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i)
            bits = bits << 8 | byte(); // big-endian here
        push(std::bit_cast<double>(bits));
    }

    void memoize(std::uint64_t key) {
        if (stack_.empty())
            throw bad();
        if (memo_.size() >= maximumMemo)
            throw tooMuch(maximumMemo);
        memo_[key] = stack_.back();
    }

    void recall(std::uint64_t key) {
        const auto found = memo_.find(key);
        if (found == memo_.end())
            throw bad();
        push(found->second.value);
    }

    bool stepValue() {
        switch (opcode_) {
        case 0x80:
            byte();
            break; // PROTO
        case 0x95:
            little(8);
            break; // FRAME
        case '(':
            push(PickleMark{});
            break;
        case 'N':
            push(PickleNone{});
            break;
        case 0x88:
            push(true);
            break;
        case 0x89:
            push(false);
            break;
        case 'K':
            push(static_cast<std::int64_t>(byte()));
            break;
        case 'M':
            push(static_cast<std::int64_t>(little(2)));
            break;
        case 'J':
            push(static_cast<std::int64_t>(static_cast<std::int32_t>(little(4))));
            break;
        case 0x8a:
            pushLong(byte());
            break; // LONG1
        case 0x8b:
            pushLong(little(4));
            break; // LONG4
        case 'G':
            pushFloat();
            break;
        case 'U': // SHORT_BINSTRING
        case 'C': // SHORT_BINBYTES
        case 0x8c:
            pushText(byte());
            break; // SHORT_BINUNICODE
        case 'X':
        case 'T':
        case 'B':
            pushText(little(4));
            break;
        case 0x8d: // BINUNICODE8
        case 0x8e:
            pushText(little(8));
            break; // BINBYTES8
        case 'q':
            memoize(byte());
            break;
        case 'r':
            memoize(little(4));
            break;
        case 'p':
            memoize(decimalLine());
            break;
        case 0x94:
            memoize(memo_.size());
            break; // MEMOIZE
        case 'h':
            recall(byte());
            break;
        case 'j':
            recall(little(4));
            break;
        case 'g':
            recall(decimalLine());
            break;
        case '0':
            pop();
            break;
        case '1':
            popToMark();
            break;
        case '2': // DUP
            if (stack_.empty())
                throw bad();
            push(stack_.back().value);
            break;
        default:
            return false;
        }
        return true;
    }

    bool stepContainer() {
        switch (opcode_) {
        case ')':
        case ']':
        case 0x8f:
            pushList({});
            break; // EMPTY_SET
        case '}':
            push(make(document_.dicts));
            break;
        case 't':
        case 'l':
        case 0x91:
            pushList(popToMark());
            break; // FROZENSET
        case 0x85:
            pushList(popSome(1));
            break;
        case 0x86:
            pushList(popSome(2));
            break;
        case 0x87:
            pushList(popSome(3));
            break;
        case 'd': {
            const auto items = popToMark();
            PickleDict* dict = make(document_.dicts);
            addPairs(*dict, items);
            push(dict);
            break;
        }
        case 's': {
            const auto pair = popSome(2);
            addPairs(dictOnTop(), pair);
            break;
        }
        case 'u': {
            const auto items = popToMark();
            addPairs(dictOnTop(), items);
            break;
        }
        case 'a': {
            const PickleValue value = pop();
            listOnTop().items.push_back(value);
            break;
        }
        case 'e':
        case 0x90: { // ADDITEMS
            const auto items = popToMark();
            auto& list = listOnTop().items;
            list.insert(list.end(), items.begin(), items.end());
            break;
        }
        default:
            return false;
        }
        return true;
    }

    void stepObject() {
        switch (opcode_) {
        case 'c': {
            const std::string module = line();
            pushGlobal(module, line());
            break;
        }
        case 0x93: { // STACK_GLOBAL
            const PickleValue name = pop(), module = pop();
            if (!name.text() || !module.text())
                throw bad();
            pushGlobal(*module.text(), *name.text());
            break;
        }
        case 'Q': {
            const PickleValue id = pop();
            if (!id.list())
                throw bad();
            push(PicklePersistent{*id.as<PickleList*>()});
            break;
        }
        case 'R':
            reduce();
            break;
        case 0x81:
            newObject();
            break;
        case 'b':
            build();
            break;
        default:
            throw bad();
        }
    }

    std::span<const std::byte> bytes_;
    const std::string& fileName_;
    std::size_t position_ = 0;
    std::size_t nodeCount_ = 0;
    std::uint8_t opcode_ = 0;
    PickleDocument document_;
    std::vector<PickleValue> stack_;
    std::unordered_map<std::uint64_t, PickleValue> memo_;
};

} // namespace

PickleDocument readPickle(std::span<const std::byte> bytes, const std::string& fileName) {
    return Reader(bytes, fileName).run();
}

} // namespace cleave

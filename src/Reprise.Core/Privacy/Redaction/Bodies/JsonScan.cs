using System.Buffers;

namespace Reprise.Privacy.Redaction.Bodies;

internal enum JsonScanEnd
{
    NotJson,
    Complete,

    /// <summary>It is JSON up to where it breaks off.</summary>
    Cut,
}

/// <summary>
/// Takes JSON apart into its texts, in one pass without recursion and without throwing. JSON that breaks off is read up to there, since a recording may end anywhere.
/// </summary>
internal static class JsonScan
{
    private const int MaxDepth = 1024;

    /// <summary>A number with fewer digits is nobody's.</summary>
    private const int ShortestNumber = 7;

    private static readonly SearchValues<char> s_special = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(static c => (char)c), '"', '\\']);

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789+-.eE");
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    private enum Expected
    {
        Value,
        ValueOrEnd,
        Key,
        KeyOrEnd,
        Colon,
        Next,
    }

    /// <param name="text">The segment.</param>
    /// <param name="from">Where the JSON begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="segment">The segment's number.</param>
    /// <param name="isEvent">Whether it is an event of a stream.</param>
    /// <param name="tree">What is found is added to it; nothing when it is no JSON.</param>
    public static JsonScanEnd Scan(ReadOnlySpan<char> text, int from, int to, int segment, bool isEvent, BodyTree tree)
    {
        var (leaves, frames) = (tree.Leaves.Count, tree.Frames.Count);
        var end = new Scanner(text[..to], segment, isEvent, tree).Run(from);
        if (end == JsonScanEnd.NotJson) tree.CutBack(leaves, frames);
        return end;
    }

    private ref struct Scanner(ReadOnlySpan<char> text, int segment, bool isEvent, BodyTree tree)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private int _at;
        private int _frame = -1;
        private int _depth;
        private int _nameStart;
        private int _nameLength;
        private MemberTraits _traits;
        private bool _isCut;

        public JsonScanEnd Run(int from)
        {
            _at = from;
            var expected = Expected.Value;
            while (true)
            {
                while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\r' or '\t') _at++;
                if (_at >= _text.Length) return End(expected == Expected.Next && _frame < 0);
                var c = _text[_at];
                switch (expected)
                {
                    case Expected.ValueOrEnd when c == ']':
                    case Expected.KeyOrEnd when c == '}':
                        Close();
                        expected = Expected.Next;
                        break;
                    case Expected.Value or Expected.ValueOrEnd:
                        if (c is '{' or '[')
                        {
                            if (++_depth > MaxDepth) return JsonScanEnd.NotJson;
                            Open(c == '[');
                            expected = c == '[' ? Expected.ValueOrEnd : Expected.KeyOrEnd;
                        }
                        else
                        {
                            if (!Scalar(c)) return JsonScanEnd.NotJson;
                            if (_isCut) return End(false);
                            expected = Expected.Next;
                        }

                        break;
                    case Expected.Key or Expected.KeyOrEnd:
                        if (c != '"' || !Name()) return JsonScanEnd.NotJson;
                        if (_isCut) return End(false);
                        expected = Expected.Colon;
                        break;
                    case Expected.Colon:
                        if (c != ':') return JsonScanEnd.NotJson;
                        _at++;
                        expected = Expected.Value;
                        break;
                    default:
                        if (_frame < 0) return JsonScanEnd.NotJson;
                        var isList = tree.FrameSpan[_frame].IsList;
                        if (c == ',')
                        {
                            _at++;
                            expected = isList ? Expected.Value : Expected.Key;
                        }
                        else if (c == (isList ? ']' : '}')) Close();
                        else return JsonScanEnd.NotJson;
                        break;
                }
            }
        }

        private readonly JsonScanEnd End(bool isComplete)
        {
            for (var frame = _frame; frame >= 0; frame = tree.FrameSpan[frame].Parent) tree.FrameSpan[frame].End = _text.Length;
            return isComplete ? JsonScanEnd.Complete : JsonScanEnd.Cut;
        }

        private void Open(bool isList)
        {
            var around = _frame < 0 ? default : tree.FrameSpan[_frame];
            var isData = IsData(around);
            var isNumbers = isList && StartsWithNumber();
            var isEcho = _traits.HasFlag(MemberTraits.Echo) && !isData && (isNumbers || _text.Slice(_nameStart, _nameLength).Contains("logprobs", StringComparison.OrdinalIgnoreCase));
            tree.Frames.Add(new BodyFrame
            {
                IsEcho = isEcho,
                IsVector = isNumbers && !isData && _traits.HasFlag(MemberTraits.Vector),
                Segment = segment,
                Parent = _frame,
                Start = _at++,
                NameStart = _nameStart,
                NameLength = _nameLength,
                Traits = _traits,
                Around = around.Around | (_traits & (MemberTraits.System | MemberTraits.Tools)) | (isData ? MemberTraits.Data : MemberTraits.None) | (isEcho ? MemberTraits.Echo : MemberTraits.None),
                IsList = isList,
                // A list as the whole of an answer is a stream of its elements.
                IsEvent = isEvent || around.IsEvent,
                Index = Counted(),
            });
            _frame = tree.Frames.Count - 1;
            Forget();
        }

        /// <summary>An object under a tool's <c>input</c> is what it was given; a text there is what somebody asked.</summary>
        private readonly bool IsData(BodyFrame around) =>
            _traits.HasFlag(MemberTraits.Data) || (around.Around.HasFlag(MemberTraits.Data))
            || (_nameLength == 5 && _text.Slice(_nameStart, 5) is "input" && _frame >= 0 && !around.IsList && around.Parent >= 0)
            || (_nameLength == 8 && _text.Slice(_nameStart, 8) is "response" && around.Around.HasFlag(MemberTraits.Tools));

        private readonly bool StartsWithNumber()
        {
            var rest = _text[(_at + 1)..].TrimStart(" \r\n\t[");
            return !rest.IsEmpty && (rest[0] == '-' || char.IsAsciiDigit(rest[0]));
        }

        private void Close()
        {
            ref var frame = ref tree.FrameSpan[_frame];
            frame.End = ++_at;
            _frame = frame.Parent;
            _depth--;
            Forget();
        }

        private void Forget() => (_nameStart, _nameLength, _traits) = (0, 0, MemberTraits.None);

        private readonly int Counted() => _frame < 0 ? 0 : tree.FrameSpan[_frame].Count++;

        private bool Name()
        {
            if (!Quoted(out var start, out var end, out var hasEscapes)) return false;
            (_nameStart, _nameLength) = (start, end - start);
            var name = _text[start..end];
            _traits = Members.TraitsOf(name);
            if (_traits == MemberTraits.None && MayBeData(name, (tree.FrameSpan[_frame].Around & MemberTraits.Data) != MemberTraits.None))
                tree.Leaves.Add(new BodyLeaf(segment, start, end, LeafKind.Key, _frame, 0, 0, MemberTraits.None, 0, hasEscapes));
            return true;
        }

        /// <summary>Whether a name could be somebody's data: most are words of a program.</summary>
        private static bool MayBeData(ReadOnlySpan<char> name, bool isData)
        {
            if (name.Length < 5) return false;
            if (!isData) return !Members.IsWord(name) || name[0] == '+' || char.IsAsciiDigit(name[0]);
            return name.ContainsAny("@ .:+") || name.ContainsAnyInRange('0', '9');
        }

        private bool Scalar(char c)
        {
            var index = Counted();
            if (c == '"')
            {
                if (!Quoted(out var start, out var end, out var hasEscapes)) return false;
                if (end > start) tree.Leaves.Add(new BodyLeaf(segment, start, end, LeafKind.String, _frame, _nameStart, _nameLength, _traits, index, hasEscapes));
                if (_frame >= 0) Note(_text[start..end]);
            }
            else if (c == '-' || char.IsAsciiDigit(c)) Number(index);
            else if (!Literal()) return false;
            Forget();
            return true;
        }

        private void Number(int index)
        {
            var start = _at;
            var length = _text[start..].IndexOfAnyExcept(s_number);
            _at = length < 0 ? _text.Length : start + length;
            var number = _text[start.._at];
            if (_frame >= 0 && _traits.HasFlag(MemberTraits.Mark)) Mark(number);
            if (number.Length >= ShortestNumber && !number.ContainsAny(".eE")) tree.Leaves.Add(new BodyLeaf(segment, start, _at, LeafKind.Number, _frame, _nameStart, _nameLength, _traits, index, false));
        }

        private bool Literal()
        {
            var rest = _text[_at..];
            ReadOnlySpan<char> literal = rest[0] switch { 't' => "true", 'f' => "false", 'n' => "null", _ => "" };
            if (literal.IsEmpty) return false;
            if (rest.StartsWith(literal))
            {
                if (literal is "true" && _frame >= 0 && _traits.HasFlag(MemberTraits.Mark)) Mark(literal);
                _at += literal.Length;
                return true;
            }

            _isCut = rest.Length < literal.Length && literal.StartsWith(rest);
            _at = _text.Length;
            return _isCut;
        }

        /// <summary>Remembers what the enclosing object says of itself.</summary>
        private readonly void Note(ReadOnlySpan<char> value)
        {
            const MemberTraits telling = MemberTraits.Role | MemberTraits.Type | MemberTraits.Mark;
            if ((_traits & telling) == MemberTraits.None || value.Length > 128) return;
            ref var frame = ref tree.FrameSpan[_frame];
            if (_traits.HasFlag(MemberTraits.Role)) frame.Role ??= value.ToString();
            else if (_traits.HasFlag(MemberTraits.Type)) frame.Type ??= value.ToString();
            else Mark(value);
        }

        private readonly void Mark(ReadOnlySpan<char> value)
        {
            if (!tree.FrameSpan[_frame].IsEvent) return;
            ref var frame = ref tree.FrameSpan[_frame];
            // Added up, since the order of members says nothing.
            frame.Marks += NameHash.Of(value, NameHash.Of(_text.Slice(_nameStart, _nameLength)));
        }

        /// <summary>Reads a string from its quote on. False when it is none; one that breaks off ends with the text, before an escape that is not whole.</summary>
        private bool Quoted(out int start, out int end, out bool hasEscapes)
        {
            start = ++_at;
            hasEscapes = false;
            while (true)
            {
                var next = _text[_at..].IndexOfAny(s_special);
                if (next < 0) return Broken(_text.Length, out end);
                _at += next;
                var c = _text[_at];
                if (c == '"')
                {
                    end = _at++;
                    return true;
                }

                if (c != '\\')
                {
                    end = 0;
                    return false;
                }

                hasEscapes = true;
                if (_at + 1 >= _text.Length) return Broken(_at, out end);
                if (_text[_at + 1] == 'u')
                {
                    var digits = _text[(_at + 2)..Math.Min(_text.Length, _at + 6)];
                    if (digits.ContainsAnyExcept(s_hex))
                    {
                        end = 0;
                        return false;
                    }

                    if (digits.Length < 4) return Broken(_at, out end);
                    _at += 6;
                }
                else if ("\"\\/bfnrt".Contains(_text[_at + 1], StringComparison.Ordinal)) _at += 2;
                else
                {
                    end = 0;
                    return false;
                }
            }
        }

        private bool Broken(int textEnd, out int end)
        {
            end = textEnd;
            _at = _text.Length;
            _isCut = true;
            return true;
        }
    }
}

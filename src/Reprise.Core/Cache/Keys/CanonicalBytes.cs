using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Reprise.Embeddings;

namespace Reprise.Cache.Keys;

/// <summary>
/// Writes what a key is made of in one unmistakable way: every value with a letter for its type and, where it has a length, that before it. So no two different
/// things write the same bytes. Of one thread; used again.
/// </summary>
internal sealed class CanonicalBytes
{
    private const int Kept = 256 * 1024;

    private byte[] _bytes = new byte[8 * 1024];
    private int[] _names = new int[256];
    private int _length;
    private int _namesUsed;

    public void Clear(int to = 0) => (_length, _namesUsed) = (to, 0);

    /// <summary>How much is written, to come back to.</summary>
    public int Mark() => _length;

    /// <summary>Lets go of what was large.</summary>
    public void Forget()
    {
        if (_bytes.Length > Kept) _bytes = new byte[8 * 1024];
        if (_names.Length > Kept) _names = new int[256];
    }

    public PartitionKey Hash() => PartitionKey.Of(_bytes.AsSpan(0, _length));

    public void Text(ReadOnlySpan<char> text)
    {
        var to = Reserve(5 + text.Length * 3);
        if (Utf8.FromUtf16(text, to[5..], out _, out var length, replaceInvalidSequences: false) is OperationStatus.Done) Head((byte)'s', length);
        else
        {
            // Half a surrogate pair has no UTF-8; replacing it would make different texts alike.
            length = text.Length * 2;
            MemoryMarshal.AsBytes(text).CopyTo(to[5..]);
            Head((byte)'S', length);
        }

        _length += length;
    }

    public void Text(ReadOnlySpan<byte> utf8) => Write((byte)'s', utf8);

    public void Number(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(9)[1..], number);
        _bytes[_length] = (byte)'i';
        _length += 9;
    }

    public void Flag(bool flag) => Sign(flag ? (byte)'t' : (byte)'f');

    public void Key(PartitionKey key)
    {
        BinaryPrimitives.WriteUInt128BigEndian(Reserve(17)[1..], key.Value);
        _bytes[_length] = (byte)'k';
        _length += 17;
    }

    /// <summary>Writes a document, objects in the order of their names' bytes.</summary>
    /// <param name="tape">The document.</param>
    /// <param name="json">Its bytes.</param>
    /// <param name="text">The value that a placeholder stands for; −1 for none.</param>
    /// <returns>False when an object names a property twice.</returns>
    public bool Document(JsonTape tape, ReadOnlySpan<byte> json, int text) => Value(tape, json, 0, text);

    private bool Value(JsonTape tape, ReadOnlySpan<byte> json, int at, int text)
    {
        if (at == text)
        {
            Sign((byte)'u');
            return true;
        }

        switch (tape[at].Kind)
        {
            case JsonTokenType.StartObject: return Object(tape, json, at, text);
            case JsonTokenType.StartArray: return Items(tape, json, at, text);
            case JsonTokenType.String:
                Write((byte)'s', tape.Text(json, at));
                break;
            case JsonTokenType.Number:
                Digits(tape.Text(json, at));
                break;
            case JsonTokenType.True:
                Sign((byte)'t');
                break;
            case JsonTokenType.False:
                Sign((byte)'f');
                break;
            default:
                Sign((byte)'n');
                break;
        }

        return true;
    }

    private bool Items(JsonTape tape, ReadOnlySpan<byte> json, int at, int text)
    {
        Reserve(5);
        Head((byte)'a', tape[at].Length);
        var end = tape[at].Next;
        for (var item = at + 1; item < end; item = tape[item].Next)
        {
            if (!Value(tape, json, item, text)) return false;
        }

        return true;
    }

    private bool Object(JsonTape tape, ReadOnlySpan<byte> json, int at, int text)
    {
        // 1. The names, in order. They lie on a stack of their own, above those of the objects around this one.
        var count = tape[at].Length;
        var first = _namesUsed;
        if (first + count > _names.Length) Array.Resize(ref _names, Math.Max(first + count, _names.Length * 2));
        var (end, kept) = (tape[at].Next, 0);
        for (var name = at + 1; name < end; name = tape[name + 1].Next)
        {
            _names[_namesUsed++] = name;
            if (!tape[name].IsLeftOut) kept++;
        }

        if (!Sort(tape, json, _names.AsSpan(first, count))) return false;

        // 2. Name and value, one after the other.
        Reserve(5);
        Head((byte)'o', kept);
        for (var i = first; i < first + count; i++)
        {
            var name = _names[i];
            if (tape[name].IsLeftOut) continue;
            Write((byte)'p', tape.Text(json, name));
            if (!Value(tape, json, name + 1, text)) return false;
        }

        _namesUsed = first;
        return true;
    }

    /// <summary>False when two are the same. Few are sorted by insertion; many, which only an odd document has, in a way that stays quick.</summary>
    private static bool Sort(JsonTape tape, ReadOnlySpan<byte> json, Span<int> names)
    {
        if (names.Length > 32) return SortMany(tape, json, names);
        for (var i = 1; i < names.Length; i++)
        {
            var name = names[i];
            var text = tape.Text(json, name);
            var to = i;
            for (; to > 0; to--)
            {
                var order = text.SequenceCompareTo(tape.Text(json, names[to - 1]));
                if (order == 0) return false;
                if (order > 0) break;
                names[to] = names[to - 1];
            }

            names[to] = name;
        }

        return true;
    }

    private static bool SortMany(JsonTape tape, ReadOnlySpan<byte> json, Span<int> names)
    {
        var keyed = new (byte[] Text, int Name)[names.Length];
        for (var i = 0; i < names.Length; i++) keyed[i] = (tape.Text(json, names[i]).ToArray(), names[i]);
        Array.Sort(keyed, static (a, b) => a.Text.AsSpan().SequenceCompareTo(b.Text));
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0 && keyed[i].Text.AsSpan().SequenceEqual(keyed[i - 1].Text)) return false;
            names[i] = keyed[i].Name;
        }

        return true;
    }

    private void Digits(ReadOnlySpan<byte> written)
    {
        var to = Reserve(5 + written.Length + CanonicalNumber.Extra);
        var length = CanonicalNumber.Write(written, to[5..]);
        if (length < 0)
        {
            Write((byte)'D', written);
            return;
        }

        Head((byte)'d', length);
        _length += length;
    }

    private void Write(byte type, ReadOnlySpan<byte> content)
    {
        content.CopyTo(Reserve(5 + content.Length)[5..]);
        Head(type, content.Length);
        _length += content.Length;
    }

    private void Head(byte type, int length)
    {
        _bytes[_length] = type;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_length + 1), length);
        _length += 5;
    }

    private void Sign(byte type)
    {
        Reserve(1)[0] = type;
        _length++;
    }

    /// <summary>Room behind what is written; counts as written only when the length says so.</summary>
    private Span<byte> Reserve(int length)
    {
        if (_length + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + length, _bytes.Length * 2));
        return _bytes.AsSpan(_length);
    }
}

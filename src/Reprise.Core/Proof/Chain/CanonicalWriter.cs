using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Reprise.Proof.Chain;

/// <summary>
/// Writes one JSON object in the only way it can be written: members in the order they are asked for, nothing that is null, no white space, and nothing escaped but
/// quotes, backslashes and control characters. Not the framework's writer: which characters that escapes changes with the version of Unicode it knows.
/// </summary>
internal sealed class CanonicalWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private bool _needsComma;

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Clear()
    {
        _buffer.ResetWrittenCount();
        _needsComma = false;
    }

    public void Begin() => Open((byte)'{');

    public void Begin(ReadOnlySpan<byte> name)
    {
        Name(name);
        Open((byte)'{');
    }

    public void End() => Close((byte)'}');

    public void BeginList(ReadOnlySpan<byte> name)
    {
        Name(name);
        Open((byte)'[');
    }

    public void BeginItem()
    {
        Comma();
        Open((byte)'{');
    }

    public void BeginListItem()
    {
        Comma();
        Open((byte)'[');
    }

    public void EndList() => Close((byte)']');

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        Name(name);
        Quote(value);
    }

    /// <summary>Text that needs nothing escaped.</summary>
    public void Plain(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(name);
        Byte((byte)'"');
        _buffer.Write(value);
        Byte((byte)'"');
    }

    public void Number(ReadOnlySpan<byte> name, long? value)
    {
        if (value is not { } number) return;
        Name(name);
        Digits(number);
    }

    public void Number(ReadOnlySpan<byte> name, double? value)
    {
        if (value is not { } number) return;
        Name(name);
        Span<byte> text = stackalloc byte[32];
        number.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        _buffer.Write(text[..length]);
    }

    /// <summary>Only when it is true.</summary>
    public void Flag(ReadOnlySpan<byte> name, bool value)
    {
        if (!value) return;
        Name(name);
        _buffer.Write("true"u8);
    }

    public void Texts(ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        BeginList(name);
        foreach (var value in values) Item(value);
        EndList();
    }

    public void Item(string value)
    {
        Comma();
        Quote(value);
    }

    public void Item(long value)
    {
        Comma();
        Digits(value);
    }

    /// <summary>Names and values as they came, each pair a list of two.</summary>
    public void Pairs(ReadOnlySpan<byte> name, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count == 0) return;
        BeginList(name);
        foreach (var (key, value) in pairs)
        {
            BeginListItem();
            Item(key);
            Item(value);
            EndList();
        }

        EndList();
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Comma();
        Byte((byte)'"');
        _buffer.Write(name);
        Byte((byte)'"');
        Byte((byte)':');
    }

    private void Quote(string value)
    {
        Byte((byte)'"');
        // Halves of surrogate pairs become U+FFFD, as they do in every engine.
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = most <= 1024 ? null : ArrayPool<byte>.Shared.Rent(most);
        Span<byte> bytes = rented ?? stackalloc byte[1024];
        Escaped(bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        Byte((byte)'"');
    }

    private void Escaped(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(s_escaped) is >= 0 and var at)
        {
            _buffer.Write(text[..at]);
            var special = text[at];
            if (special is (byte)'"' or (byte)'\\')
            {
                Byte((byte)'\\');
                Byte(special);
            }
            else
            {
                _buffer.Write("\\u00"u8);
                Byte((byte)"0123456789abcdef"[special >> 4]);
                Byte((byte)"0123456789abcdef"[special & 15]);
            }

            text = text[(at + 1)..];
        }

        _buffer.Write(text);
    }

    private static readonly SearchValues<byte> s_escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(static b => (byte)b), (byte)'"', (byte)'\\']);

    private void Digits(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer.GetSpan(24), out var length);
        _buffer.Advance(length);
    }

    private void Comma()
    {
        if (_needsComma) Byte((byte)',');
        _needsComma = true;
    }

    private void Open(byte bracket)
    {
        Byte(bracket);
        _needsComma = false;
    }

    private void Close(byte bracket)
    {
        Byte(bracket);
        _needsComma = true;
    }

    private void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }
}

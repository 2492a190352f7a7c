using System.Buffers;
using System.Text;
using Reprise.Wire;

namespace Reprise.Server.Replay;

/// <summary>
/// Reads the text out of a streamed answer while it arrives, event by event, for someone who looks on. What it cannot take apart it leaves out: the whole answer is
/// read at its end anyway. For one answer and one thread.
/// </summary>
internal sealed class AnswerPieces(IDialect dialect)
{
    /// <summary>A longer event is no piece of text.</summary>
    private const int EventMax = 1 << 20;

    /// <summary>One piece of that many characters is hardly said twice in a row.</summary>
    private const int LongPiece = 64;

    private readonly ArrayBufferWriter<byte> _waiting = new();
    private readonly StringBuilder _text = new();
    private int _pieces;
    private bool _isLost;

    /// <summary>The text that the bytes bring; null when they bring none.</summary>
    public string? Add(ReadOnlySpan<byte> bytes)
    {
        if (_isLost || bytes.IsEmpty) return null;
        _waiting.Write(bytes);
        var rest = _waiting.WrittenSpan;
        StringBuilder? found = null;
        while (EndOfEvent(rest) is > 0 and var end)
        {
            if (TextOf(rest[..end]) is { } text) (found ??= new StringBuilder()).Append(text);
            rest = rest[end..];
        }

        Keep(rest);
        return found?.ToString();
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.Length == _waiting.WrittenCount && rest.Length <= EventMax) return;
        var kept = rest.ToArray();
        _waiting.Clear();
        _isLost = kept.Length > EventMax;
        if (!_isLost) _waiting.Write(kept);
    }

    private string? TextOf(ReadOnlySpan<byte> one)
    {
        var read = dialect.ReadResponse(new WireResponse(200, one.ToArray(), null));
        if (string.IsNullOrEmpty(read.Content)) return null;
        // Some providers repeat the whole text in an event at the end. After a single piece that looks like a word said twice.
        if ((_pieces > 1 || _text.Length >= LongPiece) && read.Content.Length == _text.Length && _text.Equals(read.Content)) return null;
        _pieces++;
        _text.Append(read.Content);
        return read.Content;
    }

    /// <summary>Where the first event ends, 0 while it has not: at an empty line, or for lines of JSON at the end of the line.</summary>
    private static int EndOfEvent(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return 0;
        if (bytes[0] is (byte)'{' or (byte)'[') return bytes.IndexOf((byte)'\n') + 1;
        var line = bytes.IndexOf("\n\n"u8);
        var returned = bytes.IndexOf("\r\n\r\n"u8);
        if (line < 0) return returned < 0 ? 0 : returned + 4;
        return returned < 0 || line < returned ? line + 2 : returned + 4;
    }
}

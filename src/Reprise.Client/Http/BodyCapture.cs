using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Reprise.Documents;

namespace Reprise.Client.Http;

/// <summary>Keeps the first bytes of a body that passes by. Written by one thread at a time, read when the body is over.</summary>
/// <param name="limit">Bytes to keep; what comes behind them is only counted.</param>
internal sealed class BodyCapture(int limit)
{
    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _length;

    /// <summary>All bytes that passed.</summary>
    public long Length => Interlocked.Read(ref _length);

    public ReadOnlyMemory<byte> Kept => _kept.WrittenMemory;

    public bool IsCut => Length > _kept.WrittenCount;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Interlocked.Add(ref _length, bytes.Length);
        var room = limit - _kept.WrittenCount;
        if (room > 0) _kept.Write(bytes.Length <= room ? bytes : bytes[..room]);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Interlocked.Exchange(ref _length, 0);
        _kept.ResetWrittenCount();
    }

    /// <summary>For the record; null when nothing passed.</summary>
    public BodyDocument? ToDocument(string? contentType, string? contentEncoding)
    {
        if (_kept.WrittenCount == 0) return null;
        var bytes = _kept.WrittenSpan;
        return Utf8.IsValid(bytes)
            ? new BodyDocument { ContentType = contentType, ContentEncoding = contentEncoding, Text = Encoding.UTF8.GetString(bytes) }
            : new BodyDocument { ContentType = contentType, ContentEncoding = contentEncoding, Base64 = Convert.ToBase64String(bytes) };
    }

    /// <summary>What to say in the record where the body went on behind what is kept; null where it did not.</summary>
    /// <param name="what"><c>the request</c> or <c>the answer</c>.</param>
    public string? CutNote(string what) => IsCut ? FormattableString.Invariant($"{what} has {Length:N0} bytes, of which {_kept.WrittenCount:N0} are recorded") : null;
}

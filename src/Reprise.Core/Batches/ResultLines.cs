using System.Buffers;

namespace Reprise.Batches;

/// <summary>Cuts what arrives into lines. For one thread; a line over the limit is left out, and counted.</summary>
internal sealed class ResultLines(Action<ReadOnlyMemory<byte>> line, int longest)
{
    private readonly ArrayBufferWriter<byte> _open = new(4096);
    private bool _isSkipping;

    /// <summary>Lines that were too long.</summary>
    public int Skipped { get; private set; }

    public void Add(ReadOnlyMemory<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var end = piece.Span.IndexOf((byte)'\n');
            var part = end < 0 ? piece : piece[..end];
            if (!_isSkipping && _open.WrittenCount + part.Length > longest)
            {
                (_isSkipping, Skipped) = (true, Skipped + 1);
                _open.ResetWrittenCount();
            }

            if (!_isSkipping) _open.Write(part.Span);
            if (end < 0) return;
            End();
            piece = piece[(end + 1)..];
        }
    }

    /// <summary>What stands behind the last newline is a line too.</summary>
    public void End()
    {
        if (!_isSkipping && !_open.WrittenSpan.Trim(" \r\t"u8).IsEmpty) line(_open.WrittenMemory);
        _open.ResetWrittenCount();
        _isSkipping = false;
    }
}

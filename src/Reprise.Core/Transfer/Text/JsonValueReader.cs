using System.Buffers;
using System.Runtime.CompilerServices;

namespace Reprise.Transfer.Text;

/// <summary>
/// Cuts JSON that is not one value a line into its values without keeping more than one in memory: the elements of a list, or objects written one behind the
/// other over many lines. It only counts brackets; whether a value is valid is for its reader to say.
/// </summary>
public static class JsonValueReader
{
    private static readonly SearchValues<byte> s_outside = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> s_inside = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> s_afterScalar = SearchValues.Create(",] \t\r\n"u8);

    /// <param name="stream">Text.</param>
    /// <param name="skip">Bytes before the values: up to and with the bracket of the list.</param>
    /// <param name="isList">Whether the values stand in a list; otherwise nothing but white space is between them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<JsonValue> ReadAsync(Stream stream, int skip, bool isList, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var window = new Window(stream);
        await window.FillAsync(skip, cancellationToken).ConfigureAwait(false);
        window.Advance(Math.Min(skip, window.Rest.Length));
        for (long number = 1; ; number++)
        {
            // 1. To the next value.
            byte next;
            var separators = 0;
            while (true)
            {
                if (!await window.FillAsync(1, cancellationToken).ConfigureAwait(false))
                {
                    if (isList) yield return new JsonValue(number, default, window.Position, "the file is cut off here: the list does not end");
                    yield break;
                }

                next = window.Rest.Span[0];
                if (next is (byte)',' && isList) separators++;
                else if (next is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) break;
                window.Advance(1);
            }

            if (isList && next == (byte)']') yield break;
            var wrong = isList ? separators != (number == 1 ? 0 : 1) || next is (byte)'}' or (byte)':' : next != (byte)'{';
            if (wrong)
            {
                yield return new JsonValue(number, default, window.Position, "not valid JSON; what follows was not read");
                yield break;
            }

            // 2. To its end.
            var start = window.Position;
            var length = await EndAsync(window, next, cancellationToken).ConfigureAwait(false);
            if (length < 0)
            {
                yield return new JsonValue(number, default, start, "not whole; the file seems to be cut off here");
                yield break;
            }

            if (length > LineReader.MaxLineBytes)
            {
                yield return new JsonValue(number, default, start, $"larger than {LineReader.MaxLineBytes >> 20} MB; what follows was not read");
                yield break;
            }

            yield return new JsonValue(number, window.Rest[..length].ToArray(), start, null);
            window.Advance(length);
        }
    }

    /// <summary>The length of the value that begins the window; −1 when the text ends within it.</summary>
    private static async ValueTask<int> EndAsync(Window window, byte first, CancellationToken cancellationToken)
    {
        var (at, depth, inText) = (0, 0, false);
        var isScalar = first is not ((byte)'{' or (byte)'[' or (byte)'"');
        while (true)
        {
            if (at >= window.Rest.Length)
            {
                if (at > LineReader.MaxLineBytes) return at;
                if (!await window.FillAsync(at + 1, cancellationToken).ConfigureAwait(false)) return isScalar ? at : -1;
            }

            var rest = window.Rest.Span[at..];
            var found = rest.IndexOfAny(isScalar ? s_afterScalar : inText ? s_inside : s_outside);
            if (found < 0)
            {
                at += rest.Length;
                continue;
            }

            at += found;
            if (isScalar) return at;
            switch (rest[found])
            {
                case (byte)'\\': at++; break;
                case (byte)'"': inText = !inText; break;
                case (byte)'{' or (byte)'[': depth++; break;
                default: depth--; break;
            }

            at++;
            if (!inText && depth <= 0) return at;
        }
    }

    /// <summary>What was read and not used yet.</summary>
    private sealed class Window(Stream stream)
    {
        private byte[] _buffer = new byte[1 << 16];
        private int _start;
        private int _end;

        /// <summary>Where the window begins, in bytes from the start of the stream.</summary>
        public long Position { get; private set; }

        public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start, _end - _start);

        public void Advance(int count)
        {
            _start += count;
            Position += count;
        }

        /// <summary>Reads until the window holds so many bytes; false when the stream ends before.</summary>
        public async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
        {
            while (_end - _start < count)
            {
                if (_end == _buffer.Length) MakeRoom();
                var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
                if (read == 0) return false;
                _end += read;
            }

            return true;
        }

        private void MakeRoom()
        {
            var length = _end - _start;
            var target = length > _buffer.Length / 2 ? new byte[Math.Min((long)_buffer.Length * 2, Array.MaxLength)] : _buffer;
            Array.Copy(_buffer, _start, target, 0, length);
            (_buffer, _start, _end) = (target, 0, length);
        }
    }
}

/// <param name="Number">From 1.</param>
/// <param name="Bytes">The value as it was written.</param>
/// <param name="Position">Where it begins, in bytes.</param>
/// <param name="Mistake">Why there is none, and nothing behind it; null when there is.</param>
public readonly record struct JsonValue(long Number, ReadOnlyMemory<byte> Bytes, long Position, string? Mistake);

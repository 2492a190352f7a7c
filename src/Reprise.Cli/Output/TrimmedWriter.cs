using System.Text;

namespace Reprise.Cli.Output;

/// <summary>Leaves out blanks at the end of lines, with which tables fill up their last column; they would wrap in a terminal and fill files.</summary>
internal sealed class TrimmedWriter(TextWriter inner) : TextWriter
{
    private int _blanks;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var result = new StringBuilder(buffer.Length + _blanks);
        foreach (var c in buffer)
        {
            if (c == ' ')
            {
                _blanks++;
                continue;
            }

            if (c is not ('\n' or '\r')) result.Append(' ', _blanks);
            _blanks = 0;
            result.Append(c);
        }

        inner.Write(result.ToString());
    }

    public override void Flush() => inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

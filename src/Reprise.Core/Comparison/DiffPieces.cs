using System.Text;

namespace Reprise.Comparison;

/// <summary>Gathers pieces; neighbours of one kind become one, and of a change what was removed stands before what was added.</summary>
internal sealed class DiffPieces
{
    private readonly List<DiffPiece> _pieces = [];
    private readonly StringBuilder _same = new(), _removed = new(), _added = new();

    public void Same(string text)
    {
        if (text.Length == 0) return;
        FlushChange();
        _same.Append(text);
    }

    private void Removed(string text)
    {
        if (text.Length == 0) return;
        Flush(_same, DiffKind.Same);
        _removed.Append(text);
    }

    private void Added(string text)
    {
        if (text.Length == 0) return;
        Flush(_same, DiffKind.Same);
        _added.Append(text);
    }

    public void Change(string removed, string added)
    {
        Removed(removed);
        Added(added);
    }

    public IReadOnlyList<DiffPiece> ToList()
    {
        Flush(_same, DiffKind.Same);
        FlushChange();
        return _pieces;
    }

    private void FlushChange()
    {
        Flush(_removed, DiffKind.Removed);
        Flush(_added, DiffKind.Added);
    }

    private void Flush(StringBuilder text, DiffKind kind)
    {
        if (text.Length == 0) return;
        _pieces.Add(new DiffPiece(kind, text.ToString()));
        text.Clear();
    }
}

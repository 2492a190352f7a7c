namespace Reprise.Wire;

/// <summary>Joins text that arrives in pieces. One piece costs one string; many pieces one growing buffer and no string each.</summary>
internal sealed class TextPieces
{
    private string? _only;
    private char[] _chars = [];
    private int _length;

    public bool IsEmpty => _length == 0 && string.IsNullOrEmpty(_only);

    /// <summary>Whether anything was added, be it empty.</summary>
    public bool WasAdded { get; private set; }

    public void Add(ReadOnlySpan<byte> written, bool escaped)
    {
        WasAdded = true;
        if (written.IsEmpty) return;
        if (_length == 0 && _only is null)
        {
            _only = JsonText.Read(written, escaped);
            return;
        }

        MakeRoom(written.Length);
        _length += JsonText.Decode(written, escaped, _chars.AsSpan(_length));
    }

    public void Add(string? text)
    {
        if (text is null) return;
        WasAdded = true;
        if (text.Length == 0) return;
        if (_length == 0 && _only is null)
        {
            _only = text;
            return;
        }

        MakeRoom(text.Length);
        text.CopyTo(_chars.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Adds a line feed between pieces that belong apart.</summary>
    public void Break()
    {
        if (!IsEmpty) Add("\n");
    }

    public void Clear()
    {
        _only = null;
        _length = 0;
        WasAdded = false;
    }

    /// <summary>All pieces, or null when none was added.</summary>
    public string? Join() => WasAdded ? ToString() : null;

    public override string ToString() => JsonText.Clean(_length > 0 ? new string(_chars, 0, _length) : _only ?? "");

    private void MakeRoom(int more)
    {
        var first = _length == 0 ? _only : null;
        var needed = _length + more + (first?.Length ?? 0);
        if (_chars.Length < needed) Array.Resize(ref _chars, Math.Max(needed, Math.Max(256, _chars.Length * 2)));
        if (first is null) return;
        first.CopyTo(_chars);
        _length = first.Length;
        _only = null;
    }
}

namespace Reprise.Cache.Guards.Reading;

/// <summary>What the scanner found. One a thread is used again and again, so that only what stays is allocated.</summary>
internal sealed class Scanned
{
    /// <summary>Room for more words is given back.</summary>
    private const int MostKept = 1024;

    [ThreadStatic]
    private static Scanned? s_free;

    private Token[] _tokens = new Token[64];

    public int Count { get; private set; }
    public Span<Token> Tokens => _tokens.AsSpan(0, Count);

    public List<ulong> Quotes { get; } = [];
    public List<ulong> Code { get; } = [];
    public List<ulong> Urls { get; } = [];
    public List<ulong> Operators { get; } = [];
    public List<ulong> Dates { get; } = [];
    public List<Fact> Facts { get; } = [];

    public static Scanned Rent()
    {
        var scanned = s_free ?? new Scanned();
        s_free = null;
        return scanned;
    }

    public void Return()
    {
        if (_tokens.Length > MostKept) return;
        Tokens.Clear();
        Count = 0;
        Quotes.Clear();
        Code.Clear();
        Urls.Clear();
        Operators.Clear();
        Dates.Clear();
        Facts.Clear();
        s_free = this;
    }

    public void Add(Token token)
    {
        if (Count == _tokens.Length) Array.Resize(ref _tokens, Count * 2);
        _tokens[Count++] = token;
    }

    public void Shorten(int count) => Count = count;

    public Token[] ToArray() => Tokens.ToArray();
}

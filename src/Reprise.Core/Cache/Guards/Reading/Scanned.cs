namespace Reprise.Cache.Guards.Reading;

/// <summary>What the scanner found.</summary>
internal sealed class Scanned
{
    private Token[] _tokens = new Token[24];

    public int Count { get; private set; }
    public Span<Token> Tokens => _tokens.AsSpan(0, Count);

    public List<ulong> Quotes { get; } = [];
    public List<ulong> Code { get; } = [];
    public List<ulong> Urls { get; } = [];
    public List<ulong> Operators { get; } = [];
    public List<ulong> Dates { get; } = [];

    public void Add(Token token)
    {
        if (Count == _tokens.Length) Array.Resize(ref _tokens, Count * 2);
        _tokens[Count++] = token;
    }

    public void Shorten(int count) => Count = count;

    public Token[] ToArray() => Tokens.ToArray();
}

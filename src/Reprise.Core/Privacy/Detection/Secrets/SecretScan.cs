using System.Buffers;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>One pass over one text.</summary>
internal ref struct SecretScan(ReadOnlySpan<char> text, List<TextFinding> into)
{
    private static readonly SearchValues<string> s_nearWords = SearchValues.Create(["key", "token", "api", "gcp", "google", "firebase", "gemini", "maps", "secret", "auth", "credential", "youtube"], StringComparison.OrdinalIgnoreCase);

    private readonly ReadOnlySpan<char> _text = text;
    private int _curl = int.MinValue;
    private int _keyBlocks;
    private PendingName _pending = new();

    public void Run()
    {
        var words = SecretWords.All;
        var (at, state) = (0, 0);
        while (SecretWords.Automaton.Next(_text, ref at, ref state, out var found))
        {
            foreach (var index in found)
            {
                var word = words[index];
                var start = at - word.Text.Length;
                if (word.Format is { } format) Known(format, start);
                else if (word.Special != SpecialWord.None) Special(word.Special, start, at);
                else if (SecretNames.IsWord(_text, start, at, word.Text, word.IsWhole) && Assignment.TryRead(_text, at, out var assignment))
                {
                    if (assignment.Operator != _pending.Assignment.Operator || _pending.IsEmpty)
                    {
                        _pending.Decide(_text, into);
                        _pending = new() { Assignment = assignment };
                    }

                    _pending.Add(word.Name, word.Context, start);
                }
            }
        }

        _pending.Decide(_text, into);
    }

    private readonly void Known(SecretFormat format, int anchor)
    {
        if (!format.Shape.IsAround(_text, anchor, out var start, out var end)) return;
        if (!format.IsDrawn(_text[start..end])) return;
        if (format.NeedsWord && !IsNearWord(start, end)) return;
        into.Add(new(format.Type, start, end - start, 1));
    }

    private readonly bool IsNearWord(int start, int end) =>
        _text[Math.Max(0, start - 100)..start].ContainsAny(s_nearWords) || _text[end..Math.Min(_text.Length, end + 60)].ContainsAny(s_nearWords);

    private void Special(SpecialWord word, int start, int end)
    {
        switch (word)
        {
            case SpecialWord.JsonWebToken when JsonWebTokens.TryRead(_text, start, out var token):
                into.Add(new("secret.jwt", start, token - start, 1));
                break;
            case SpecialWord.PrivateKey when start >= _keyBlocks && PrivateKeys.TryRead(_text, start, out var block):
                into.Add(new("secret.private_key", start, block - start, 1));
                _keyBlocks = block;
                break;
            case SpecialWord.Address when Credentials.TryReadAddress(_text, end, out var user):
                into.Add(new("secret.url_password", end, user - end, 0.9));
                break;
            case SpecialWord.Bearer when Credentials.TryReadBearer(_text, end, out var first, out var bearer):
                into.Add(new("secret.bearer_token", first, bearer - first, 0.8));
                break;
            case SpecialWord.Curl:
                _curl = end;
                break;
            case SpecialWord.User when end - _curl < 2000 && Credentials.TryReadUser(_text, end, out var from, out var to):
                into.Add(new("secret.basic_auth", from, to - from, 0.9));
                break;
        }
    }
}

using System.Buffers;
using Reprise.Privacy.Detection.Codes;
using Reprise.Privacy.Detection.Names;
using Reprise.Privacy.Detection.Network;
using Reprise.Privacy.Detection.Numbers;
using Reprise.Privacy.Detection.Places;
using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection;

/// <summary>Finds personal data: everything of <see cref="FindingTypes"/> but secrets.</summary>
public sealed class PersonalDetector : ITextDetector
{
    private readonly NameModel _names;

    public PersonalDetector()
        : this(NameModel.BuiltIn)
    {
    }

    internal PersonalDetector(NameModel names) => _names = names;

    public void Find(ReadOnlySpan<char> text, List<TextFinding> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (text.IsEmpty) return;
        var tokens = ArrayPool<Token>.Shared.Rent(Math.Max(64, text.Length / 4));
        try
        {
            var count = Tokenizer.Read(text, ref tokens);
            var passage = new Passage(text, tokens.AsSpan(0, count));
            Emails.Find(text, into);
            Urls.Find(text, into);
            HardwareAndIp6.Find(passage, into);
            NumberScan.Find(passage, into);
            CodeScan.Find(passage, into);
            StreetScan.Find(passage, into);
            NameScan.Find(passage, _names, into);
        }
        finally
        {
            ArrayPool<Token>.Shared.Return(tokens);
        }
    }
}

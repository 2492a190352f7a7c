using System.CommandLine;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>--input-hash name=hash</c>: what an answer depends on beyond the input, such as the content of a source file.</summary>
internal static class InputHashes
{
    public static Option<string[]> Option() => Pairs("--input-hash", "What else the answer depends on, such as main.c=sha256:…; may be given several times", "name=hash", '=');

    /// <summary>An option that takes a name and a value with a sign between them, any number of times.</summary>
    public static Option<string[]> Pairs(string name, string description, string helpName, char sign)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                var at = token.Value.IndexOf(sign, StringComparison.Ordinal);
                if (at <= 0 || token.Value.AsSpan(at + 1).Trim().IsEmpty) result.AddError($"{name}: '{token.Value}' is not {helpName}.");
            }
        });
        return option;
    }

    /// <summary>Null when none were given; of two with one name the later counts.</summary>
    public static IReadOnlyDictionary<string, string>? Read(string[]? pairs, char sign = '=')
    {
        if (pairs is null or []) return null;
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf(sign, StringComparison.Ordinal);
            read[pair[..at].Trim()] = pair[(at + 1)..].Trim();
        }

        return read;
    }
}

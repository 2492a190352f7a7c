using System.CommandLine;
using System.Globalization;

namespace Reprise.Cli.Options;

/// <summary>Options that take a number of at least one.</summary>
internal static class Limits
{
    public static Option<int?> Positive(string name, string description, params string[] aliases)
    {
        var option = new Option<int?>(name, aliases) { Description = description, HelpName = "n" };
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1) return number;
            result.AddError($"{name}: '{text}' is not a whole number of at least 1.");
            return null;
        };
        return option;
    }
}

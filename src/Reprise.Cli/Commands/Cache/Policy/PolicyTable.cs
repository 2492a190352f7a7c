using System.Globalization;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Cache.Policy;

/// <summary>Policies for people.</summary>
internal static class PolicyTable
{
    public static void Write(Terminal terminal, CachePolicyList list)
    {
        var takesPart = list.Use switch { "always" => "all requests that do not refuse", "never" => "no request", _ => "requests that ask for it" };
        terminal.People.WriteLineSafe($"Takes part: {takesPart}. Policy of those that name none: {list.Policy}");
        var table = Tables.New("policy", "mode", "matching", "accepted wrong#", "similar#", "quality#", "age#", "shared within", "checked#", "who says so");
        foreach (var policy in list.Items)
        {
            var values = policy.Values;
            table.AddRow(
                Tables.Cell(policy.Name), Tables.Cell(values.Mode), Tables.Cell(values.Matching), Tables.Cell(Share(values.AcceptedWrongRate)), Tables.Cell(Number(values.MinSimilarity)),
                Tables.Cell(Number(values.MinQuality)), Tables.Cell(values.MaxAgeHours is 0 ? "no limit" : $"{Number(values.MaxAgeHours)} h"), Tables.Cell(values.Sharing), Tables.Cell(Share(values.CheckRate)),
                Tables.Cell(policy.Source));
        }

        terminal.People.Write(table);
        foreach (var policy in list.Items)
        {
            if ((policy.Mistake ?? policy.Warning) is { } said) terminal.Tell($"{policy.Name}: {said}");
        }
    }

    public static void Write(Terminal terminal, CachePolicyView policy)
    {
        var values = policy.Values;
        var table = Tables.New("what", "value#");
        AddRow("mode", values.Mode);
        AddRow("matching", values.Matching);
        AddRow("accepted wrong rate", Share(values.AcceptedWrongRate));
        AddRow("least similarity", Number(values.MinSimilarity));
        AddRow("least quality", Number(values.MinQuality));
        AddRow("quality of what nobody judged", Number(values.AssumedQuality));
        AddRow("greatest age", values.MaxAgeHours is 0 ? "no limit" : $"{Number(values.MaxAgeHours)} h");
        AddRow("quality decays over", values.DecayHorizonHours is 0 ? "never" : $"{Number(values.DecayHorizonHours)} h");
        AddRow("and not below", Number(values.DecayFloor));
        AddRow("greatest temperature", Number(values.MaxTemperature));
        AddRow("rewording with tools", values.SemanticWithTools == true ? "yes" : "no");
        AddRow("longest text reworded", Format.Count(values.MaxTextLength));
        AddRow("shared within", values.Sharing);
        AddRow("hits checked", Share(values.CheckRate));
        AddRow("candidates", Format.Count(values.Candidates));
        AddRow("generation", Format.Count(policy.Generation));
        AddRow("who says so", policy.Source);
        terminal.People.Write(table);
        if (policy.Mistake is { } mistake) terminal.Tell(mistake);
        if (policy.Warning is { } warning) terminal.Tell(warning);

        void AddRow(string what, string? value) => table.AddRow(Tables.Cell(what), Tables.Cell(value));
    }

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? Format.Unknown;

    private static string Share(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0##} %") : Format.Unknown;
}

using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Retention;

/// <summary>Policies as rows, one for each value, since each may come from another place.</summary>
internal static class PolicyTable
{
    public static void Write(Terminal terminal, RetentionDocument retention)
    {
        var table = Tables.New("kind", "what", "value#", "who says so");
        foreach (var policy in retention.Policies)
        {
            AddRow(policy.Kind, "days", policy.Days, "for ever");
            AddRow(policy.Kind, "days of bodies", policy.BodyDays, "as long");
            AddRow(policy.Kind, "most interactions", policy.MaxInteractions, "no limit");
            AddRow(policy.Kind, "most bytes", policy.MaxBytes, "no limit");
        }

        terminal.People.Write(table);

        void AddRow(string? kind, string what, RetentionValueDocument value, string zero) =>
            table.AddRow(Tables.Cell(kind ?? "all"), Tables.Cell(what), Tables.Cell(value.Value == 0 ? zero : Format.Count(value.Value)), Tables.Cell(value.Source));
    }
}

using Reprise.Cli.Output;
using Reprise.Proof.Verification;
using Spectre.Console;

namespace Reprise.Cli.Commands.Proof;

/// <summary>A report for people.</summary>
internal static class VerificationView
{
    public static void Write(Terminal terminal, VerificationReport report)
    {
        if (report.Findings.Count > 0)
        {
            var table = Tables.New("what happened", "to", "project", "id", "entry#", "checkpoint#", "in words");
            foreach (var finding in report.Findings)
            {
                table.AddRow(
                    Tables.Cell(finding.Kind), Tables.Cell(finding.What), Tables.Cell(finding.Project ?? Format.Unknown), Tables.Cell(finding.Id ?? Format.Unknown),
                    Tables.Cell(finding.Sequence is { } sequence ? Format.Count(sequence) : Format.Unknown), Tables.Cell(finding.Checkpoint is { } checkpoint ? Format.Count(checkpoint) : Format.Unknown), Tables.Cell(finding.Text));
            }

            terminal.People.Write(table);
            if (report.FindingCount > report.Findings.Count) terminal.Tell($"… and {Format.Count(report.FindingCount - report.Findings.Count)} more.");
        }

        terminal.People.MarkupLineInterpolated($"{Format.Count(report.Entries)} entries of the chain and {Format.Count(report.Checkpoints)} checkpoints; {Format.Count(report.Interactions)} interactions, {Format.Count(report.Facts)} facts, {Format.Count(report.AuditEntries)} entries of the audit log.");
        foreach (var (reason, count) in report.Removed) terminal.People.MarkupLineInterpolated($"{Format.Count(count)} interactions and facts removed by {SafeText.Line(reason)}, with tombstones.");
        foreach (var (reason, count) in report.BodiesRemoved) terminal.People.MarkupLineInterpolated($"{Format.Count(count)} times bodies removed by {SafeText.Line(reason)}, with tombstones.");
        if (report.Pending > 0) terminal.People.MarkupLineInterpolated($"{Format.Count(report.Pending)} are announced and not chained yet.");
        if (report.NotAdopted > 0) terminal.People.MarkupLineInterpolated($"{Format.Count(report.NotAdopted)} are from before the proof began and not taken over yet.");
        foreach (var note in report.Notes) terminal.People.MarkupLineInterpolated($"Note: {note}");
        terminal.People.MarkupLineInterpolated(report.Clean ? $"Nothing was altered, removed or inserted." : (FormattableString)$"{Format.Count(report.FindingCount)} findings: this is not what was recorded.");
    }
}

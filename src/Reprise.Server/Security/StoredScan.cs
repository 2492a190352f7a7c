using Reprise.Interactions;
using Reprise.Security;
using Reprise.Security.Injection;
using Reprise.Security.Rules;
using Reprise.Security.Scanning;
using Reprise.Store;
using Reprise.Yara;

namespace Reprise.Server.Security;

/// <summary>Scans what is on record again and adds what it finds as facts; the record itself stays as it was found.</summary>
internal sealed class StoredScan(IInteractionStore store, SecurityScanner scanner, SecurityGate gate, TimeProvider time)
{
    private const int MostNamed = 100;

    /// <summary>How long one request works; a longer scan goes on with the cursor it gives.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public SecurityOptions Options => gate.Options;

    /// <param name="selection">Which, and the cursor to go on from.</param>
    /// <param name="rules">The only rules to look for; null for all there are.</param>
    /// <param name="dryRun">Say what would be added, and add nothing.</param>
    /// <param name="cancellationToken">Ends it between pages.</param>
    public async Task<ScanDocument> RunAsync(InteractionQuery selection, IRuleScanner? rules, bool dryRun, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var with = rules is null ? scanner : new SecurityScanner(rules, scanner.Model, gate.Detector, gate.Options);
        var (scanned, found, facts, named) = (0, 0, 0, new List<ScannedDocument>());
        var query = selection with { Limit = 200 };
        while (true)
        {
            var page = await store.ReadAsync(query, cancellationToken);
            var added = new List<Fact>();
            foreach (var record in page.Items)
            {
                scanned++;
                var texts = ScanTexts.Of(record);
                if (texts.IsEmpty) continue;
                var findings = with.Scan(texts, record.Interaction.Privacy);
                var reason = ReasonOf(findings, scanner.Model.Threshold);
                if (reason is not null)
                {
                    found++;
                    if (named.Count < MostNamed) named.Add(new ScannedDocument { InteractionId = record.Interaction.Id.ToString(), Reason = reason, Findings = FindingsDocument.Of(findings) });
                }

                added.AddRange(FactsOf(record, findings, reason, rules is not null));
            }

            if (added.Count > 0 && !dryRun) await store.AppendAsync(new StoreBatch { Facts = added }, cancellationToken);
            facts += added.Count;
            var isOver = time.GetElapsedTime(began) > s_patience;
            if (page.Cursor is null || isOver)
                return new ScanDocument { Scanned = scanned, Found = found, Facts = facts, Complete = page.Cursor is null, Cursor = page.Cursor, DryRun = dryRun, Items = named };
            query = query with { Cursor = page.Cursor };
        }
    }

    /// <summary>What is worth a flag; null when nothing is.</summary>
    public static string? ReasonOf(SecurityFindings found, double threshold)
    {
        var reasons = new List<string>();
        if (found.InjectionScore >= threshold) reasons.Add(FormattableString.Invariant($"injection score {found.InjectionScore:0.00}"));
        if (found.Rules.Count > 0) reasons.Add($"rules {string.Join(", ", found.Rules.Take(10).Select(static rule => rule.Name))}");
        if (found.Secrets.Count > 0) reasons.Add($"secrets {string.Join(", ", found.Secrets.Take(10))}");
        if (found.Tokens.Count > 0) reasons.Add($"tokens {string.Join(", ", found.Tokens.Select(static token => token.Kind))}");
        if (found.SystemPromptLeaked) reasons.Add("the answer repeats the system prompt");
        return reasons.Count == 0 ? null : string.Join("; ", reasons);
    }

    /// <summary>Only what differs from what is said already, so that scanning twice adds nothing the second time.</summary>
    private IEnumerable<Fact> FactsOf(RecordedInteraction record, SecurityFindings found, string? reason, bool rulesAlone)
    {
        var (fold, note) = (FactFold.Of(record.Facts), record.Interaction.Security);
        var score = Math.Round(found.InjectionScore, 4);
        if (!rulesAlone && (fold.Scores.TryGetValue("injection_score", out var scored) ? scored : note?.InjectionScore) != score)
            yield return New(record, FactKind.Evaluation, "injection_score", score, null, "security:injection");
        if (!rulesAlone && (fold.Labels.TryGetValue("sensitivity", out var level) ? level : note?.Sensitivity) != found.Sensitivity)
            yield return New(record, FactKind.Label, "sensitivity", null, found.Sensitivity, "security:sensitivity");
        if (reason is not null && !record.Facts.Any(fact => fact.Kind == FactKind.Flag && fact.Author == "security:scan" && fact.Text == reason))
            yield return New(record, FactKind.Flag, "security", 1, reason, "security:scan");
    }

    private Fact New(RecordedInteraction record, FactKind kind, string name, double? value, string? text, string author)
    {
        var now = time.GetUtcNow();
        return new Fact { FactId = InteractionId.At(now), InteractionId = record.Interaction.Id, Project = record.Interaction.Project, Kind = kind, Timestamp = now, Name = name, Value = value, Text = text, Author = author };
    }
}

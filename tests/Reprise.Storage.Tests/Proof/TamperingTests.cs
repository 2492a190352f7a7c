using Reprise.Proof;
using Reprise.Proof.Verification;
using Reprise.Store;

namespace Reprise.Storage.Tests.Proof;

/// <summary>Whatever somebody does to the files, verification finds it and says to what.</summary>
public sealed class TamperingTests(TamperingTests.Untouched untouched) : IClassFixture<TamperingTests.Untouched>
{
    public static TheoryData<string> Names { get; } = [.. TamperCases.All.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tampering_is_found_and_named(string name)
    {
        var one = TamperCases.All.Single(one => one.Name == name);
        await using var folder = ProvenFolder.CopyOf(untouched.Path);
        var tampered = new TamperedFolder(folder, untouched.Sown, untouched.Exported, untouched.Older);
        await one.Do(tampered);
        var number = one.Number?.Invoke(tampered);

        var report = await folder.VerifyAsync(one.AgainstExported ? new VerificationOptions { Checkpoint = untouched.Exported } : null);

        report.Clean.ShouldBeFalse();
        report.Findings.ShouldContain(
            finding => one.Names(finding, tampered, number),
            $"expected {one.Kind} {one.What} {one.Id?.Invoke(tampered)} {number}; found:\n" + string.Join('\n', report.Findings.Select(static finding => $"{finding.Kind} {finding.What} {finding.Sequence} {finding.Checkpoint} {finding.Id}: {finding.Text}")));
    }

    [Fact]
    public async Task The_same_folder_untouched_verifies_against_the_exported_checkpoint()
    {
        await using var folder = ProvenFolder.CopyOf(untouched.Path);

        var report = await folder.VerifyAsync(new VerificationOptions { Checkpoint = untouched.Exported });

        report.Findings.ShouldBeEmpty();
        report.Clean.ShouldBeTrue();
    }

    [Fact]
    public void There_are_at_least_fifty_ways() => TamperCases.All.Select(static one => one.Name).Distinct().Count().ShouldBeGreaterThanOrEqualTo(100);

    /// <summary>A folder made once, copied by each case; and a copy of it from before its end came.</summary>
    public sealed class Untouched : IAsyncLifetime
    {
        private readonly ProvenFolder _folder = new();
        private readonly TemporaryFolder _older = new();

        public string Path => _folder.Path;

        public string Older => _older.Path;

        internal Sown Sown { get; private set; } = null!;

        internal ExportedCheckpoint Exported { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var cancellationToken = TestContext.Current.CancellationToken;
            await _folder.StartAsync();
            var first = await _folder.SowAsync(90);
            await _folder.StopAsync();
            foreach (var file in Directory.GetFiles(_folder.Path)) File.Copy(file, System.IO.Path.Combine(_older.Path, System.IO.Path.GetFileName(file)));

            await _folder.StartAsync();
            var last = Enumerable.Range(90, 10).Select(static second => ProvenFolder.Record(second)).ToList();
            await _folder.Store.AppendAsync(new StoreBatch { Interactions = last }, cancellationToken);
            await _folder.Audit.AppendAuditAsync([ProvenFolder.Entry(50)], cancellationToken);
            await _folder.Store.DeleteAsync(Samples.Query() with { To = first.Records[10].Interaction.Timestamp, Reason = "retention", Actor = "reprise" }, cancellationToken);
            await _folder.Store.DropBodiesAsync(Samples.Query() with { From = first.Records[10].Interaction.Timestamp, To = first.Records[20].Interaction.Timestamp, Reason = "retention", Actor = "reprise" }, cancellationToken);
            Exported = (await _folder.Log.CheckpointAsync(cancellationToken))!;
            await _folder.StopAsync();
            Sown = first with { Records = [.. first.Records, .. last] };
        }

        public async ValueTask DisposeAsync()
        {
            await _folder.DisposeAsync();
            _older.Dispose();
        }
    }
}

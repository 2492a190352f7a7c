using System.Diagnostics;
using System.Text;
using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;
using Reprise.Proof.Verification;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Proof;

/// <summary>Proofs that somebody with no access to the record can check.</summary>
public sealed class InclusionProofTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_interaction_of_a_record_has_one_that_holds()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync(600);
        var proofs = new InclusionProofs(folder.Log);
        foreach (var record in sown.Records.Where(static (_, i) => i % 37 == 0))
        {
            var found = await folder.Store.FindAsync(Samples.Project, record.Interaction.Id, Cancellation);
            var proof = await proofs.FindAsync(found!, Cancellation);
            InclusionCheck.Mistakes(proof!.ToJson(), folder.Log.PublicKey!).ShouldBeEmpty($"{proof.Index}");
        }
    }

    [Fact]
    public async Task One_is_there_for_columns_alone_when_bodies_are_gone_and_none_when_all_is()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync(10);
        await folder.Store.DropBodiesAsync(Samples.Query(), Cancellation);
        var found = await folder.Store.FindAsync(Samples.Project, sown.Records[3].Interaction.Id, Cancellation);
        var proof = (await new InclusionProofs(folder.Log).FindAsync(found!, Cancellation))!;
        proof.Bodies.ShouldBeNull();
        InclusionCheck.Mistakes(proof.ToJson(), folder.Log.PublicKey!).ShouldBeEmpty();

        await folder.Store.DeleteAsync(Samples.Query(), Cancellation);
        (await new InclusionProofs(folder.Log).FindAsync(found!, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task One_that_was_written_on_does_not_hold()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var proof = await OneAsync(folder);
        var (key, json) = (folder.Log.PublicKey!, proof.ToJson());
        InclusionCheck.Mistakes(json, key).ShouldBeEmpty();

        InclusionCheck.Mistakes((proof with { Columns = proof.Columns.Replace("gpt-4o", "gpt-9", StringComparison.Ordinal) }).ToJson(), key).ShouldContain("the columns are not those of the entry");
        InclusionCheck.Mistakes((proof with { Bodies = proof.Bodies!.Replace("application", "text", StringComparison.Ordinal) }).ToJson(), key).ShouldContain("the bodies are not those of the entry");
        InclusionCheck.Mistakes((proof with { Entry = proof.Entry.Replace("default", "theirs", StringComparison.Ordinal) }).ToJson(), key).ShouldContain("the entry is not in the tree");
        InclusionCheck.Mistakes((proof with { Path = [.. proof.Path.Reverse()] }).ToJson(), key).ShouldContain("the entry is not in the tree");
        InclusionCheck.Mistakes((proof with { InteractionId = Samples.Full(7).Interaction.Id.ToString() }).ToJson(), key).ShouldContain("they are of another interaction");
        using var other = SigningKey.Create();
        InclusionCheck.Mistakes(json, other.PublicKey).ShouldContain("the tree is not signed");
    }

    [Fact]
    public async Task The_script_of_the_documentation_says_the_same()
    {
        if (!IsThere("python3", "--version") || !IsThere("openssl", "version")) Need.Fail("python3 or openssl is not installed");
        await using var folder = await new ProvenFolder().StartAsync();
        var proof = await OneAsync(folder);
        var text = await File.ReadAllTextAsync(Path.Combine(ProjectFolder.Path, "docs", "proof.md"), Cancellation);
        var script = text.Split("```python\n")[1].Split("```")[0];
        var (check, good, bad) = (Path.Combine(folder.Path, "check.py"), Path.Combine(folder.Path, "good.json"), Path.Combine(folder.Path, "bad.json"));
        await File.WriteAllTextAsync(check, script, Cancellation);
        await File.WriteAllTextAsync(good, proof.ToJson(), Cancellation);
        await File.WriteAllTextAsync(bad, (proof with { Columns = proof.Columns.Replace("gpt-4o", "gpt-9", StringComparison.Ordinal) }).ToJson(), Cancellation);

        var held = await RunAsync("python3", check, good, folder.KeyFile + ".pub");
        held.ShouldBe((0, """
            ok   the columns are those of the entry
            ok   they are of this interaction
            ok   the bodies are those of the entry
            ok   the entry is in the tree
            ok   the tree is signed

            """.ReplaceLineEndings("\n")));
        var refused = await RunAsync("python3", check, bad, folder.KeyFile + ".pub");
        refused.Code.ShouldBe(1);
        refused.Output.ShouldContain("NOT  the columns are those of the entry");
        using var other = SigningKey.Create();
        var foreign = Path.Combine(folder.Path, "other.pub");
        await File.WriteAllTextAsync(foreign, other.PublicKey, Cancellation);
        (await RunAsync("python3", check, good, foreign)).Output.ShouldContain("NOT  the tree is signed");
    }

    [Fact]
    public async Task An_altered_interaction_gets_none()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync(5);
        var found = (await folder.Store.FindAsync(Samples.Project, sown.Records[2].Interaction.Id, Cancellation))!;
        await Should.ThrowAsync<ProofException>(() => new InclusionProofs(folder.Log).FindAsync(found with { Interaction = found.Interaction with { Model = "gpt-9" } }, Cancellation));
    }

    private static async Task<InclusionProof> OneAsync(ProvenFolder folder)
    {
        var sown = await folder.SowAsync(300);
        var found = await folder.Store.FindAsync(Samples.Project, sown.Records[123].Interaction.Id, Cancellation);
        return (await new InclusionProofs(folder.Log).FindAsync(found!, Cancellation))!;
    }

    private static bool IsThere(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, output.ReplaceLineEndings("\n"));
    }
}

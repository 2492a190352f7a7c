using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Proof;
using Reprise.Server.Tests.Hosts;
using Reprise.Server.Tests.Retention;
using Reprise.Tests;

namespace Reprise.Server.Tests.Proof;

/// <summary>Everything that may lawfully happen to a record, over HTTP, and then one thing that may not.</summary>
public sealed class LawfulChangesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_was_done_lawfully_verifies_with_its_reason_and_one_changed_byte_is_named()
    {
        using var folder = new TempFolder();
        string altered, erasure;
        await using (var server = await TestServer.StartInAsync(folder.Path, []))
        {
            using var client = new RepriseClient(server.Http);
            // 1. Recorded, with facts and a policy.
            var ids = new List<string>();
            for (var i = 0; i < 12; i++) ids.Add(await RecordAsync(server, $$$"""{"user_id":"u{{{i % 4}}}","session_id":"session-of-{{{i:00}}}","kind":"event","bodies":{"request":{"text":"asked {{{i}}}"}} }"""));
            await PostAsync(server, $"/api/interactions/{ids[0]}/facts", """{"kind":"feedback","value":1}""");
            await PostAsync(server, $"/api/interactions/{ids[1]}/facts", """{"kind":"flag","name":"odd"}""");
            await OldRecords.AppendAsync(server.Store, [.. Enumerable.Range(0, 3).Select(i => OldRecords.Of(TimeProvider.System.GetUtcNow(), 40 + i, "old"))]);
            using var policy = await server.Http.PutAsync("/api/retention", Json("""{"body_days":30}"""), Cancellation);
            policy.IsSuccessStatusCode.ShouldBeTrue(await policy.Content.ReadAsStringAsync(Cancellation));
            await PostAsync(server, "/api/retention/run", "{}");

            // 2. Some deleted by hand, a user erased.
            await PostAsync(server, "/api/interactions/delete", """{"q":"user:u2"}""");
            var begun = await client.BeginErasureAsync(new ErasureRequest { User = "u1" }, Cancellation);
            erasure = begun.ErasureId;
            await Eventually.HoldsAsync("the erasure is done", async () => (await client.GetErasureAsync(erasure, Cancellation)).State == "done", TimeSpan.FromSeconds(90));

            var report = await client.VerifyAsync(new VerificationRequest(), null, Cancellation);
            report.Clean.ShouldBeTrue(string.Join('\n', report.Findings));
            (report.Interactions, report.Facts).ShouldBe((9, 1));
            report.Removed["deletion"].ShouldBe(3);
            report.Removed[$"erasure:{erasure}"].ShouldBe(4, "three interactions and a fact");
            report.BodiesRemoved["retention"].ShouldBe(3);
            var tombstones = (await server.Services.GetRequiredService<IProofStore>().ReadAsync(0, 500, Cancellation)).Where(entry => entry.Detail?.Contains(erasure, StringComparison.Ordinal) == true).ToList();
            tombstones.ShouldNotBeEmpty();
            tombstones.ShouldAllBe(entry => entry.Detail!.Contains("\"actor\":\"local\"", StringComparison.Ordinal));
            altered = ids[4];
        }

        // 3. Another program's hand.
        var file = Path.Combine(folder.Path, "reprise.db");
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        var at = bytes.AsSpan().IndexOf("session-of-04"u8);
        at.ShouldBeGreaterThan(0);
        bytes[at + 12] = (byte)'5';
        await File.WriteAllBytesAsync(file, bytes, Cancellation);

        await using (var server = await TestServer.StartInAsync(folder.Path, []))
        {
            using var client = new RepriseClient(server.Http);
            var found = (await client.VerifyAsync(new VerificationRequest(), null, Cancellation)).Findings.ShouldHaveSingleItem();
            (found.Kind, found.What, found.Id).ShouldBe(("altered", "interaction", altered));
        }
    }

    private static async Task<string> RecordAsync(TestServer server, string json)
    {
        using var response = await server.Http.PostAsync("/api/interactions", Json(json), Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("interaction_ids")[0].GetString()!;
    }

    private static async Task PostAsync(TestServer server, string path, string json)
    {
        using var response = await server.Http.PostAsync(path, Json(json), Cancellation);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}

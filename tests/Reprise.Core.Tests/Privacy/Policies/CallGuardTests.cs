using System.Text;
using Reprise.Capture;
using Reprise.Core.Tests.Privacy.Redaction;
using Reprise.Interactions;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;
using Reprise.Settings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Privacy.Policies;

/// <summary>What of a call a policy lets through to the journal.</summary>
public sealed class CallGuardTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly InMemorySettingsStore _settings;
    private readonly CaptureCounters _counters = new();
    private readonly PrivacyPolicies _policies;
    private readonly PrivacyChanges _changes;
    private readonly CallGuard _guard;

    public CallGuardTests()
    {
        _settings = new InMemorySettingsStore(_time);
        _policies = new PrivacyPolicies(_settings, PlainDetector.Detector, new FixedSecrets(), _time);
        _changes = new PrivacyChanges(_settings, _policies, _time);
        _guard = new CallGuard(_policies, _counters);
    }

    public void Dispose() => _policies.Dispose();

    [Fact]
    public async Task Without_a_policy_a_call_stays_as_it_is()
    {
        await _policies.RefreshAsync(TestContext.Current.CancellationToken);
        var call = Call();
        var (request, labels) = (call.Request, call.Labels);
        _guard.Admit(call).ShouldBeTrue();
        call.Request.ShouldBeSameAs(request);
        call.Labels.ShouldBeSameAs(labels);
        call.Privacy.ShouldBeNull();
        _guard.Prepare(call, request!).ShouldBeNull();
    }

    [Fact]
    public async Task Bodies_labels_and_paths_lose_what_the_policy_names()
    {
        await SetAsync(PlainDetector.All(RedactionMode.Label));
        var call = Call();
        call.Path = "/v1/users/ann@example.com";
        call.Query = "?to=bob%40example.com&n=1";
        call.Labels = call.Labels with { Tags = ["ann@example.com", "x"], Metadata = """{"mail":"ann\u0040example.com","n":1}""", SessionId = "s of ann@example.com" };
        call.RequestHeaders = [new("x-who", "ann@example.com")];
        _guard.Admit(call).ShouldBeTrue();
        Text(call.Request).ShouldBe("""{"model":"m","user":"ann","messages":[{"role":"user","content":"I am [email]"}]}""");
        Text(call.Response).ShouldBe("""{"choices":[{"message":{"role":"assistant","content":"Hello [email]"}}]}""");
        call.Path.ShouldBe("/v1/users/%5Bemail%5D");
        call.Query.ShouldBe("?to=%5Bemail%5D&n=1");
        call.Labels.Tags.ShouldBe(["[email]", "x"]);
        call.Labels.Metadata.ShouldBe("""{"mail":"[email]","n":1}""");
        call.Labels.SessionId.ShouldBe("s of [email]");
        call.RequestHeaders[0].Value.ShouldBe("[email]");
        call.Privacy!.Counts["email"].ShouldBe(8);
        call.Privacy.Policy.ShouldBe("test");
        call.Privacy.Redactions.Select(redaction => redaction.Place).ShouldContain("response/choices/0/message/content");
    }

    [Fact]
    public async Task A_user_who_opted_out_leaves_no_trace_whether_the_header_or_the_body_names_it()
    {
        await _changes.OptOutAsync("default", "ann", null, "local", TestContext.Current.CancellationToken);
        var byHeader = Call();
        byHeader.Labels = byHeader.Labels with { UserId = "ann" };
        byHeader.Request = null;
        Withheld(byHeader).ShouldBe(WithheldReasons.OptedOut);
        Withheld(Call()).ShouldBe(WithheldReasons.OptedOut);
        var other = Call();
        other.Request = new Body { Bytes = """{"user":"bob"}"""u8.ToArray() };
        _guard.Admit(other).ShouldBeTrue();
        (await _settings.ListAsync("default", PrivacyPolicies.OptOutKind, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Key.ShouldNotContain("ann");

        (await _changes.OptInAsync("default", "ann", "local", TestContext.Current.CancellationToken)).ShouldBeTrue();
        _guard.Admit(Call()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_opt_out_on_another_server_counts_as_soon_as_it_is_told()
    {
        await _policies.RefreshAsync(TestContext.Current.CancellationToken);
        using var others = new PrivacyPolicies(_settings, PlainDetector.Detector, new FixedSecrets(), _time);
        await new PrivacyChanges(_settings, others, _time).OptOutAsync("default", "ann", null, "local", TestContext.Current.CancellationToken);
        await _policies.WaitAsync(TestContext.Current.CancellationToken);
        await _policies.RefreshAsync(TestContext.Current.CancellationToken);
        Withheld(Call()).ShouldBe(WithheldReasons.OptedOut);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Where_consent_is_required_only_a_yes_is_recorded(bool? consent, bool isRecorded)
    {
        await SetAsync(new PrivacyPolicy { ConsentRequired = true });
        var call = Call();
        call.Labels = call.Labels with { Consent = consent };
        _guard.Admit(call).ShouldBe(isRecorded);
        if (!isRecorded) call.Withheld.ShouldBe(WithheldReasons.NoConsent);
    }

    [Fact]
    public async Task A_no_is_heard_without_any_policy()
    {
        await _policies.RefreshAsync(TestContext.Current.CancellationToken);
        var call = Call();
        call.Labels = call.Labels with { Consent = false };
        Withheld(call).ShouldBe(WithheldReasons.NoConsent);
    }

    [Fact]
    public async Task A_sample_takes_whole_sessions_and_about_its_share_of_them()
    {
        await SetAsync(new PrivacyPolicy { Sample = 0.25 });
        var taken = 0;
        for (var i = 0; i < 400; i++)
        {
            var isTaken = Session(i);
            Session(i).ShouldBe(isTaken);
            if (isTaken) taken++;
        }

        taken.ShouldBeInRange(60, 140);

        bool Session(int number)
        {
            var call = Call();
            call.Labels = call.Labels with { SessionId = $"session {number}" };
            return _guard.Admit(call);
        }
    }

    [Theory]
    [InlineData(AddressRule.Store, "203.0.113.77", "203.0.113.77")]
    [InlineData(AddressRule.Truncate, "203.0.113.77", "203.0.113.0")]
    [InlineData(AddressRule.Truncate, "2001:db8:1:2:3:4:5:6", "2001:db8:1::")]
    [InlineData(AddressRule.Truncate, "::ffff:203.0.113.77", "203.0.113.0")]
    [InlineData(AddressRule.Drop, "203.0.113.77", null)]
    public async Task An_address_is_kept_as_the_policy_says(AddressRule rule, string address, string? expected)
    {
        await SetAsync(new PrivacyPolicy { Ip = rule });
        var call = Call();
        call.Labels = call.Labels with { IpAddress = address };
        _guard.Admit(call).ShouldBeTrue();
        call.Labels.IpAddress.ShouldBe(expected);
    }

    [Fact]
    public async Task Hashed_users_and_addresses_are_the_same_each_time_and_can_be_found_by_a_plain_id()
    {
        await SetAsync(new PrivacyPolicy { HashUsers = true, Ip = AddressRule.Hash });
        var call = Call();
        call.Labels = call.Labels with { UserId = "ann", IpAddress = "203.0.113.77" };
        _guard.Admit(call).ShouldBeTrue();
        call.Labels.UserId.ShouldBe(_policies.Users.Of("default", "ann"));
        call.Labels.UserId!.ShouldNotContain("ann");
        call.Labels.IpAddress!.ShouldStartWith("ip-");
        Text(call.Request).ShouldContain(call.Labels.UserId);
        _policies.Users.Of("default", call.Labels.UserId).ShouldBe(call.Labels.UserId);
        _policies.Users.Of("other", "ann").ShouldNotBe(call.Labels.UserId);
    }

    [Fact]
    public async Task Metadata_only_leaves_no_content_anywhere()
    {
        await SetAsync(PrivacyPresets.All["metadata-only"]);
        var call = Call();
        _guard.Admit(call).ShouldBeTrue();
        Text(call.Request).ShouldNotContain("I am");
        Text(call.Response).ShouldNotContain("Hello");
        call.Privacy!.Dropped.ShouldBe(["bodies"]);
        var record = new CapturePipeline(new Reprise.Core.Tests.Replay.Runs.CentPrices()).Derive(call);
        record.Request.ShouldBeNull();
        record.Response.ShouldBeNull();
        record.SearchText.ShouldBe("");
        record.Interaction.Model.ShouldBe("m");
        record.Interaction.PromptPreview.ShouldBeNull();
        record.Interaction.Privacy!.Dropped.ShouldBe(["bodies"]);
    }

    [Fact]
    public async Task Restricted_classes_are_neither_in_lists_nor_found_by_words()
    {
        await SetAsync(new PrivacyPolicy { Name = "test", Input = ContentRule.Restrict });
        var call = Call();
        _guard.Admit(call).ShouldBeTrue();
        var record = new CapturePipeline(new Reprise.Core.Tests.Replay.Runs.CentPrices()).Derive(call);
        Text(record.Request).ShouldContain("I am ann@example.com");
        record.Interaction.Privacy!.Restricted.ShouldBe(["input"]);
        record.Interaction.PromptPreview.ShouldBeNull();
        record.Interaction.ContentPreview.ShouldBe("Hello ann@example.com");
        record.SearchText.ShouldBe("Hello ann@example.com");
    }

    [Fact]
    public void Before_policies_are_known_no_content_is_recorded()
    {
        var call = Call();
        _guard.Admit(call).ShouldBeTrue();
        (call.Request, call.Response, call.Labels.UserId).ShouldBe((null, null, null));
        _counters.Withheld[WithheldReasons.PolicyUnknown].ShouldBe(1);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_lets_no_content_through()
    {
        await _settings.PutAsync(new Setting { Project = "default", Kind = PrivacyPolicies.SettingKind, Key = PrivacyPolicies.PolicyKey, Value = """{"name":"new","teleport":true}""" }, null, null, TestContext.Current.CancellationToken);
        await _policies.RefreshAsync(TestContext.Current.CancellationToken);
        var call = Call();
        _guard.Admit(call).ShouldBeTrue();
        call.Privacy!.Dropped.ShouldBe(["bodies"]);
    }

    [Fact]
    public async Task A_detector_that_fails_takes_the_content_off_the_record_and_throws_nothing()
    {
        using var policies = new PrivacyPolicies(_settings, new Detector([new BrokenDetector()]), new FixedSecrets(), _time);
        await new PrivacyChanges(_settings, policies, _time).SetAsync("default", PlainDetector.All(RedactionMode.Label), "local", TestContext.Current.CancellationToken);
        var call = Call();
        var guard = new CallGuard(policies, _counters);
        // Also where the fault was met ahead of the answer.
        Should.Throw<InvalidOperationException>(guard.Prepare(call, call.Request!)!);
        guard.Admit(call).ShouldBeTrue();
        (call.Request, call.Response).ShouldBe((null, null));
        call.Labels.Metadata.ShouldBeNull();
        _counters.Withheld[WithheldReasons.GuardFailed].ShouldBe(1);
    }

    [Fact]
    public async Task A_request_prepared_ahead_is_not_worked_on_again_and_a_stream_is_read_twice_with_more_of_it()
    {
        await SetAsync(PlainDetector.All(RedactionMode.Label));
        var call = Call();
        _guard.Prepare(call, call.Request!)!();
        call.Response = new Body { Bytes = Encoding.UTF8.GetBytes("data: {\"choices\":[{\"delta\":{\"content\":\"ann@exa\"}}]}\n\n") };
        _guard.Admit(call).ShouldBeTrue();
        var request = call.Request;
        Text(request).ShouldContain("[email]");
        Text(call.Response).ShouldContain("ann@exa");

        call.Request = Call().Request;
        call.Response = new Body { Bytes = Encoding.UTF8.GetBytes("data: {\"choices\":[{\"delta\":{\"content\":\"ann@exa\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"mple.com\"}}]}\n\n") };
        _guard.Admit(call).ShouldBeTrue();
        call.Request.ShouldBeSameAs(request);
        Text(call.Response).ShouldBe("data: {\"choices\":[{\"delta\":{\"content\":\"[email]\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n");
        call.Privacy!.Counts["email"].ShouldBe(2);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("secrets")]
    [InlineData("personal")]
    [InlineData("strict")]
    [InlineData("metadata-only")]
    public void Presets_can_be_followed_and_come_back_from_settings(string name)
    {
        var preset = PrivacyPresets.All[name];
        preset.Name.ShouldBe(name);
        preset.Mistakes().ShouldBeEmpty();
        PrivacyPolicyJson.Write(PrivacyPolicyJson.Read(PrivacyPolicyJson.Write(preset))!).ShouldBe(PrivacyPolicyJson.Write(preset));
    }

    private async Task SetAsync(PrivacyPolicy policy) => await _changes.SetAsync("default", policy, "local", TestContext.Current.CancellationToken);

    private string? Withheld(CapturedCall call)
    {
        _guard.Admit(call).ShouldBeFalse();
        return call.Withheld;
    }

    private CapturedCall Call() => new()
    {
        Id = InteractionId.At(_time.GetUtcNow()),
        Project = "default",
        Timestamp = _time.GetUtcNow(),
        Provider = "openai",
        Method = "POST",
        Path = "/v1/chat/completions",
        HttpStatus = 200,
        Request = new Body { Bytes = """{"model":"m","user":"ann","messages":[{"role":"user","content":"I am ann@example.com"}]}"""u8.ToArray(), ContentType = "application/json" },
        Response = new Body { Bytes = """{"choices":[{"message":{"role":"assistant","content":"Hello ann@example.com"}}]}"""u8.ToArray(), ContentType = "application/json" },
    };

    private static string Text(Body? body) => Encoding.UTF8.GetString(body!.Bytes.Span);

    private sealed class BrokenDetector : ITextDetector
    {
        public void Find(ReadOnlySpan<char> text, List<TextFinding> into) => throw new InvalidOperationException("broken");
    }
}

using Reprise.Client.Recording;

namespace Reprise.Client.Tests;

public sealed class RecordScopeTests
{
    [Fact]
    public void A_scope_inside_another_keeps_what_it_does_not_say_and_adds_its_tags()
    {
        using var outer = RecordScope.Begin(sessionId: "s", userId: "u", tags: ["a"]);
        using (RecordScope.Begin(userId: "v", tags: ["b"]))
        {
            RecordScope.Current!.SessionId.ShouldBe("s");
            RecordScope.Current.UserId.ShouldBe("v");
            RecordScope.Current.Tags.ShouldBe(["a", "b"]);
        }

        RecordScope.Current.ShouldBe(outer);
    }

    [Fact]
    public async Task A_scope_reaches_what_is_awaited_inside_and_nothing_beside_it()
    {
        var beside = Task.Run(static () => RecordScope.Current, TestContext.Current.CancellationToken);
        using var scope = RecordScope.Begin(sessionId: "s");
        (await Task.Run(static () => RecordScope.Current?.SessionId, TestContext.Current.CancellationToken)).ShouldBe("s");
        (await beside).ShouldBeNull();
    }
}

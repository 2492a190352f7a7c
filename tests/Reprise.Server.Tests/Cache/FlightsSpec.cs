using Microsoft.AspNetCore.Http;
using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Capture;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Server.Gateway;

namespace Reprise.Server.Tests.Cache;

/// <summary>What is remembered of questions on their way, under many threads.</summary>
public sealed class FlightsSpec
{
    private static readonly PartitionKey s_exact = PartitionKey.Of("exact"u8);

    [Fact]
    public async Task Fresh_answers_that_overtake_each_other_leave_no_bytes_behind()
    {
        var flights = new Flights(new CacheOptions(), null!, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                if (flights.Lead(Asked()) is { } flight) flights.Land(s_exact, flight, Answered());
            }
        })));
        flights.Drop("default");

        (flights.Count, flights.Bytes).ShouldBe((0, 0));
    }

    private static CacheCall Asked()
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        var call = RelayedCall.Begin(http, new Provider("openai", "http://localhost", new ProviderOptions(), null), "/v1/chat/completions", new CaptureOptions(), TimeProvider.System);
        call.DisposeUnlessRecorded();
        var question = new CacheQuestion { Project = "default", Key = new CacheKey { Exact = s_exact }, Policy = CachePresets.Default };
        return new CacheCall(http, call, question, new AnswerWish { Stream = false }, new CacheWish());
    }

    private static CapturedCall Answered() => new()
    {
        Id = InteractionId.New(TimeProvider.System), Project = "default", Timestamp = TimeProvider.System.GetUtcNow(), Provider = "openai", Method = "POST", Path = "/v1/chat/completions",
        Request = new Body { Bytes = new byte[100] }, Response = new Body { Bytes = new byte[1000] }, HttpStatus = 200, Outcome = CallOutcome.Completed,
    };
}

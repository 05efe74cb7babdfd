using Rouse.Commands;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

public sealed class CallCommandTests
{
    [Theory]
    [InlineData("01f")]
    [InlineData("call-2")]
    public async Task Call_is_told_with_its_verdict_first(string id)
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.AddRange([FakeTimelines.Answered, FakeTimelines.Missed]);

        Assert.Equal(ExitCode.Done, await scene.Types("call", id));
        Assert.Equal(
            """
            INVITE alice@example.org → bob@example.org
              a push, but no REGISTER in 90 s
              Often: app removed, no network

              12:05:00  id 01ffffffffff  Call-ID call-2
              phone 1  sip:bob@192.0.2.12:40001;transport=tcp, asleep, apns T.org.example.voip

                  0 ms  received from Tcp 192.0.2.11:40001
                  1 ms  push to phone 1: call to apns
              1,840 ms  phone 1 registered
              2,345 ms  answered 200 OK

            """, scene.Output);
    }

    [Fact]
    public async Task Requests_of_one_call_are_told_in_their_order()
    {
        await using var scene = await AdminScene.StartAsync();
        var bye = FakeTimelines.Answered with { Id = "02aaaaaaaaaa", Method = "BYE", Verdict = "answered", Steps = [], Phones = [] };
        scene.Timelines.Calls.AddRange([FakeTimelines.Answered, bye]);

        Assert.Equal(ExitCode.Done, await scene.Types("call", "call-1"));
        Assert.StartsWith("INVITE ", scene.Output);
        Assert.EndsWith(
            """


            BYE alice@example.org → bob@example.org
              answered

              12:00:00  id 02aaaaaaaaaa  Call-ID call-1

            """, scene.Output);
    }

    [Fact]
    public async Task Several_calls_are_listed_and_more_of_the_id_is_asked_for()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.AddRange([FakeTimelines.Answered, FakeTimelines.Missed]);

        Assert.Equal(ExitCode.Refused, await scene.Types("call", "01"));
        Assert.Equal(["01ffffffffff", "0123456789ab"], scene.Output.Split('\n')[..2].Select(line => line.Split("  ")[1]));
        Assert.Equal("rouse: 2 begin with '01': give more of the id\n", scene.Error);
    }

    [Fact]
    public async Task Unknown_call_is_an_error()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Refused, await scene.Types("call", "f\e[2J"));
        Assert.Equal("rouse: no call whose id or Call-ID begins with 'f\\x1b[2J' is remembered\n", scene.Error);
    }

    [Fact]
    public async Task Json_has_every_step()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.Add(
            FakeTimelines.Missed with { Steps = [new(0, "received", 0, "received")], To = "sip:ö\e\u202e@example.org" });

        Assert.Equal(ExitCode.Done, await scene.Types("call", "01", "--json"));
        Assert.Equal(
            """
            {
              "calls": [
                {
                  "id": "01ffffffffff",
                  "call_id": "call-2",
                  "at": "2026-01-01T12:05:00+00:00",
                  "method": "INVITE",
                  "from": "sip:alice@example.org",
                  "to": "sip:ö\u001B\u202E@example.org",
                  "status": 480,
                  "milliseconds": 90000,
                  "is_over": true,
                  "was_pushed": true,
                  "verdict": "a push, but no REGISTER in 90 s",
                  "hint": "Often: app removed, no network",
                  "phones": [
                    "sip:bob@192.0.2.12:40001;transport=tcp, asleep, apns T.org.example.voip"
                  ],
                  "steps": [
                    {
                      "milliseconds": 0,
                      "kind": "received",
                      "phone": 0,
                      "text": "received"
                    }
                  ]
                }
              ]
            }

            """, scene.Output);
    }

    [Fact]
    public async Task Colour_is_only_on_a_terminal_that_has_it()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.Add(FakeTimelines.Missed with { Steps = [], Phones = [], Verdict = "red \e[31m" });
        scene.HasColor = true;

        await scene.Types("call", "01");

        Assert.Equal(
            "\e[1mINVITE alice@example.org → bob@example.org\e[0m\n  \e[31mred \\x1b[31m\e[0m\n  Often: app removed, no network\n\n"
            + "\e[2m  12:05:00  id 01ffffffffff  Call-ID call-2\e[0m\n",
            scene.Output);
    }
}

namespace Rouse.Server.Timelines;

/// <summary>
/// What can happen in an exchange. What <see cref="Step.Status"/> and <see cref="Step.Detail"/> hold stands beside each kind; what becomes
/// of the detail, in <see cref="StepDetail"/>. Kept on the disk as numbers: new ones come last.
/// </summary>
enum StepKind : byte
{
    /// <summary>The request came. Detail: the flow.</summary>
    Received,

    /// <summary>The sender proved who it is. Detail: its user.</summary>
    Authenticated,

    /// <summary>The sender was refused. Detail: why, in words that the sender did not hear.</summary>
    Refused,

    /// <summary>
    /// A phone of the called user was found, or appeared. Detail: its binding; Status: its <see cref="Location.Reachability"/>.
    /// </summary>
    PhoneFound,

    /// <summary>No push to this phone. Detail: why; Status: the <see cref="NoPush"/>.</summary>
    NotPushed,

    /// <summary>
    /// A push is sent unless the phone answers first. Detail: the <see cref="Rouse.Push.PushMessage"/>; Status: after how many
    /// milliseconds.
    /// </summary>
    PushPlanned,

    /// <summary>The push left. Detail: the <see cref="Rouse.Push.PushMessage"/>.</summary>
    PushSent,

    /// <summary>The provider answered. Detail: the <see cref="Rouse.Push.PushOutcome"/>.</summary>
    PushAnswered,

    /// <summary>The phone registered while the request was held. Detail: its flow.</summary>
    Registered,

    /// <summary>The request went to the phone. Detail: the flow.</summary>
    Sent,

    /// <summary>A response of the phone. Status: its status; Detail: the response.</summary>
    Response,

    /// <summary>The phone's last final response does not count: it refused a second sending of what it already has.</summary>
    RefusalDropped,

    /// <summary>
    /// The connection broke under the request, or nothing answered: the phone is waited for. Detail: one of <see cref="LossWords"/>.
    /// </summary>
    Lost,

    /// <summary>The phone is given up. Detail: one of <see cref="LossWords"/>, or the phrase that the caller gets.</summary>
    GivenUp,

    /// <summary>The final responses so far wait for phones that sleep. Detail: the <see cref="TimeSpan"/> that they wait at most.</summary>
    FinalWaits,

    /// <summary>The caller hung up before an answer. Detail: the reason that it gave, or null.</summary>
    CallerCancelled,

    /// <summary>The phone is told that the call is over. Detail: the reason, or null.</summary>
    CancelSent,

    /// <summary>The phone answered a call that was over: it was acknowledged and ended.</summary>
    HungUp,

    /// <summary>A provisional response that we made ourselves. Status: its status.</summary>
    Told,

    /// <summary>The final response to the caller. Status: its status; Detail: its phrase; Phone: who gave it, 0 for us.</summary>
    Final,

    /// <summary>
    /// The call is over, but a VoIP push obliges the phone's app to show it: the phone gets INVITE and CANCEL when it registers.
    /// </summary>
    PhoneOwed,

    /// <summary>The phone is told by a push that the call is over. Detail: the <see cref="Rouse.Push.PushMessage"/>.</summary>
    CancelPushed,

    /// <summary>The provider answered that push. Detail: the <see cref="Rouse.Push.PushOutcome"/>.</summary>
    CancelPushAnswered,

    /// <summary>A bug or a broken dependency ended the exchange.</summary>
    Failed,

    /// <summary>Anything else worth telling. Detail: the words.</summary>
    Note,

    /// <summary>The server stopped before it was over. Detail: the words. Noted by who reads it after that.</summary>
    Stopped,

    /// <summary>The request goes on to another server. Detail: its name.</summary>
    WentOn,
}

/// <summary>Why a phone that gave push parameters is not pushed.</summary>
enum NoPush : byte
{
    /// <summary>As the words say.</summary>
    Other,

    /// <summary>Its parameters cannot be used.</summary>
    Defect,

    /// <summary>No provider is configured for its app.</summary>
    NoCredentials,

    /// <summary>A message, and it gave only a token for calls.</summary>
    VoipTokenOnly,

    /// <summary>The provider refused the token before, and the phone has not registered since.</summary>
    TokenRefused,
}

// Runs inside Thunderbird, with its own modules; tests/scheduling/thunderbird.py calls the functions by name.
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const FOLDER = "Received";

// Add an account and a calendar, instead of those of an earlier attendee; messages are sent by a local SMTP server.
function addAttendee(name, fullName, email, smtpPort) {
  for (const calendar of cal.manager.getCalendars()) {
    cal.manager.removeCalendar(calendar);
  }
  for (const account of MailServices.accounts.accounts) {
    MailServices.accounts.removeAccount(account, true);
  }
  const outgoing = MailServices.outgoingServer.createServer("smtp");
  outgoing.QueryInterface(Ci.nsISmtpServer);
  outgoing.hostname = "127.0.0.1";
  outgoing.port = smtpPort;
  outgoing.authMethod = Ci.nsMsgAuthMethod.none;
  outgoing.socketType = Ci.nsMsgSocketType.plain;
  const identity = MailServices.accounts.createIdentity();
  identity.email = email;
  identity.fullName = fullName;
  identity.doFcc = false;
  identity.smtpServerKey = outgoing.key;
  // Nothing is fetched: a test stores the messages that the attendee receives.
  const incoming = MailServices.accounts.createIncomingServer(name, "127.0.0.1", "pop3");
  incoming.doBiff = false;
  incoming.loginAtStartUp = false;
  const account = MailServices.accounts.createAccount();
  account.addIdentity(identity);
  account.incomingServer = incoming;
  MailServices.accounts.defaultAccount = account;
  const uri = Services.io.newURI("moz-storage-calendar://");
  const calendar = cal.manager.createCalendar("storage", uri);
  calendar.name = name;
  calendar.setProperty("imip.identity.key", identity.key);
  cal.manager.registerCalendar(calendar);
  incoming.rootFolder.createSubfolder(FOLDER, null);
}

// Store an e-mail in the attendee's folder and take the action that Thunderbird offers for its calendar part, as the
// buttons above a displayed message do. Return the name of the action, null for none.
// The buttons would also ask whether to add an entry again that was deleted recently.
async function process(name, source, partstat, sendsReply) {
  const server = MailServices.accounts.findServer(name, "127.0.0.1", "pop3");
  const folder = server.rootFolder.getChildNamed(FOLDER);
  folder.QueryInterface(Ci.nsIMsgLocalMailFolder);
  const header = folder.addMessage(source);
  const channel = await display(folder.getUriForMsg(header));
  const item = channel.imipItem;
  if (!item) {
    return null;
  }
  cal.itip.initItemFromMsgData(item, channel.imipMethod, header);
  const action = await new Promise((resolve, reject) => {
    cal.itip.processItipItem(item, (_item, status, offered) =>
      Components.isSuccessCode(status) ? resolve(offered) : reject(new Error(`status ${status}`))
    );
  });
  const responseMode = sendsReply ? Ci.calIItipItem.AUTO : Ci.calIItipItem.NONE;
  if (action) {
    cal.itip.promptCalendar(action.method, item, window);
    if (action.method.startsWith("REQUEST")) {
      cal.itip.promptInvitedAttendee(window, item, responseMode);
    }
    await new Promise((resolve, reject) => {
      const listener = {
        QueryInterface: ChromeUtils.generateQI(["calIOperationListener"]),
        onOperationComplete(_calendar, status, _type, _id, detail) {
          Components.isSuccessCode(status) ? resolve() : reject(new Error(`${status} ${detail}`));
        },
        onGetResult() {},
      };
      action(listener, partstat, { responseMode });
    });
  }
  cal.itip.cleanupItipItem(item);
  return action ? action.method : null;
}

// Thunderbird's own MIME library finds the calendar part and parses it.
function display(uri) {
  return new Promise((resolve, reject) => {
    let channel;
    const listener = {
      QueryInterface: ChromeUtils.generateQI(["nsIStreamListener"]),
      onStartRequest(request) {
        channel = request.QueryInterface(Ci.nsIMailChannel);
      },
      onDataAvailable(_request, stream, _offset, count) {
        const input = Cc["@mozilla.org/scriptableinputstream;1"].createInstance(
          Ci.nsIScriptableInputStream
        );
        input.init(stream);
        input.read(count);
      },
      onStopRequest(_request, status) {
        Components.isSuccessCode(status) ? resolve(channel) : reject(new Error(`status ${status}`));
      },
    };
    MailServices.messageServiceFromURI(uri).streamMessage(uri, listener, null, null, true, "filter");
  });
}

// Change the answer in the only entry, as its dialog does.
async function answer(name, partstat) {
  const [before] = await stored(name);
  const after = before.clone();
  const attendee = cal.itip.getInvitedAttendee(after, after.calendar).clone();
  after.removeAttendee(attendee);
  attendee.participationStatus = partstat;
  after.addAttendee(attendee);
  const modified = await after.calendar.modifyItem(after, before);
  cal.itip.checkAndSend(Ci.calIOperationListener.MODIFY, modified, before, {
    responseMode: Ci.calIItipItem.AUTO,
  });
}

async function entries(name) {
  return (await stored(name)).map(entry => [
    entry.title,
    entry.status ?? "CONFIRMED",
    Number(entry.getProperty("SEQUENCE") ?? 0),
    entry.startDate.isDate,
    entry.startDate.nativeTime / 1000000,
    entry.endDate.nativeTime / 1000000,
  ]);
}

function stored(name) {
  const calendar = cal.manager.getCalendars().find(each => each.name === name);
  return calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
}
